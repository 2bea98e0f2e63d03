import type { CallEvent, RecordedEvent } from '../../audit/audit-event.ts'
import { REFUSALS, type RefusalCode } from '../../lib/refusal-codes.ts'
import { KINDS } from '../caller-words.ts'
import { mayHaveHad } from '../kept-of-call.ts'
import type { PolicyDocument } from '../policy-document.ts'
import type { AskedCall, RecordedDecision } from './answers.ts'
import { codeWords } from './code-words.ts'
import { namedRule } from './rule-names.ts'

/** A call of the log, with how it ended. */
export type RecordedCall = CallEvent & Pick<RecordedEvent, 'completion'>

export function isRecordedCall(event: RecordedEvent | undefined): event is RecordedCall {
  return event?.kind === 'call'
}

/** @param document the rules as they are now: the names of rules are taken from there */
export function recordedDecision(event: RecordedCall, document: PolicyDocument): RecordedDecision {
  const code = event.completion?.code ?? (isCode(event.rule) ? event.rule : undefined)
  return {
    eventId: event.id,
    requestId: event.requestId,
    at: event.at,
    policyVersion: event.policyVersion,
    decision: event.decision,
    rule: event.rule,
    ruleName: isCode(event.rule)
      ? REFUSALS[event.rule].title
      : namedRule(event.rule, document).name,
    code,
    status: event.completion?.status,
    detail: event.detail,
    words: code === undefined ? undefined : codeWords(code),
  }
}

export function recordedAsked(event: RecordedCall): AskedCall {
  const { method, path, address, seen } = event
  const query = (seen?.queryNames ?? []).map((name) => `${name}=…`).join('&')
  return { method, path, query, address, caller: recordedCaller(event) }
}

function recordedCaller({ credentialKind, credentialId, subject, accountId }: CallEvent): string {
  const kind = Object.entries(KINDS).find(([name]) => name === credentialKind)?.[1]
  if (kind === undefined) return 'Nobody that is known here'
  if (credentialKind === 'anonymous') return 'Somebody without a credential'
  if (credentialKind === 'api-token') return `The API token ${credentialId ?? ''}`
  const who = subject === undefined ? '' : ` of “${subject}”`
  const account = accountId === undefined ? '' : `, for the account ${accountId}`
  return `One of: ${kind}${who}${account}`
}

/** Names of the query's parameters are recorded, the first few of them, and never their values. */
export function unknownInQuery({ seen }: CallEvent): (name: string) => boolean {
  return (name) => mayHaveHad(seen?.queryNames ?? [], name)
}

function isCode(rule: string): rule is RefusalCode {
  return Object.hasOwn(REFUSALS, rule)
}
