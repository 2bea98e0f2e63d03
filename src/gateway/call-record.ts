import type { CallCompletion, CallEvent, SeenCaller } from '../audit/audit-event.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import type { RefusalLane } from '../audit/refusal-lane.ts'
import type { Principal } from '../identity/principal.ts'
import type { ProvedCaller } from '../identity/refused-caller.ts'
import type { Ids } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import { Refusal } from '../lib/refusal.ts'
import { callerNameOf } from '../policy/caller-name.ts'
import { operationFor } from '../policy/catalogue/catalogue.ts'
import { keptNames, keptPath } from '../policy/kept-of-call.ts'
import type { Budget } from '../policy/limiter.ts'
import type { Situation } from '../policy/situation.ts'
import type { Tenant } from '../tenants/tenant.ts'

/** What is known of a request at some point of its way; grows, and is read when it is recorded. */
export interface CallFacts {
  readonly requestId: string
  readonly at: number
  readonly address: string
  readonly method: string
  readonly tenant: Tenant | undefined
  readonly path: string | undefined
  readonly principal: Principal | undefined
  /** Who was refused before there was a principal, as far as the credential proved it. */
  readonly caller?: ProvedCaller | undefined
  /** The caller is nobody that a rule of the tenant has let in. */
  readonly isStranger?: boolean
  /** The rule of the policy that decided. */
  readonly rule: string | undefined
  /** What is left of the rate limits that the call was counted by; for the answer. */
  readonly budgets: readonly Budget[]
  /** What rules in shadow would have done. */
  readonly shadows: readonly string[]
  /** What was decided on, once all of it is known. */
  readonly situation: Situation | undefined
  /** Version of the policy that the call goes by. */
  readonly policyVersion: number | undefined
  /** Why it was refused, for the record alone. */
  readonly detail?: string | undefined
}

/** What is known of a request that has only just come. */
export function newFacts(requestId: string, at: number, address: string, method = ''): CallFacts {
  return {
    requestId,
    at,
    address,
    method,
    tenant: undefined,
    path: undefined,
    principal: undefined,
    rule: undefined,
    budgets: NONE,
    shadows: NONE,
    situation: undefined,
    policyVersion: undefined,
  }
}

const NONE: readonly never[] = []

/** The audit record of one request: opened once, on disk before anything is done, and closed once. */
export interface CallRecord {
  readonly isOpen: boolean
  /** @throws Refusal `gatehouse/audit-unavailable`: what cannot be recorded is not done */
  open(facts: CallFacts, decision: 'allow' | 'deny', rule: string): Promise<void>
  /** Never rejects: the answer is out, and without a completion the event truthfully says `unknown`. */
  close(completion: CallCompletion): Promise<void>
}

export interface CallRecordDeps {
  readonly audit: Pick<AuditStore, 'append' | 'complete'>
  /** For refusals of callers that nobody knows: recorded a moment later, and counted in a flood. */
  readonly refusals: Pick<RefusalLane, 'note'>
  readonly ids: Ids
  readonly log: Log
}

const SUBJECT_LENGTH_MAX = 255
const DETAIL_LENGTH_MAX = 500
const CALLER_LENGTH_MAX = 512
const OPERATION_LENGTH_MAX = 255

export function createCallRecord({ audit, refusals, ids, log }: CallRecordDeps): CallRecord {
  let opened: CallEvent | undefined
  let unknownCaller: CallEvent | undefined
  return {
    get isOpen() {
      return opened !== undefined
    },
    async open(facts, decision, rule) {
      // Without a tenant there is nobody whose record it could be in; the log has it.
      if (facts.tenant === undefined) return
      const event = eventOf(ids.next(), facts, facts.tenant, decision, rule)
      if (decision === 'deny' && (facts.isStranger ?? isNobody(facts.principal))) {
        unknownCaller = event
        return
      }
      try {
        await audit.append(event)
      } catch (cause) {
        throw new Refusal('gatehouse/audit-unavailable', { detail: 'append failed', cause })
      }
      opened = event
    },
    async close(completion) {
      if (unknownCaller !== undefined) refusals.note(unknownCaller, completion)
      if (opened === undefined) return
      try {
        await audit.complete(opened, completion)
      } catch (cause) {
        log.error({ err: cause, eventId: opened.id }, 'the outcome of a call could not be recorded')
      }
    },
  }
}

// Who passes a credential of the product's own on has proved nothing to us yet.
function isNobody(principal: Principal | undefined): boolean {
  const kind = principal?.actsAs.kind
  return kind === undefined || kind === 'anonymous' || kind === 'caller'
}

function eventOf(
  id: string,
  facts: CallFacts,
  tenant: Tenant,
  decision: 'allow' | 'deny',
  rule: string,
): CallEvent {
  const { principal } = facts
  const caller = principal ?? facts.caller
  return {
    id,
    tenantId: tenant.id,
    at: facts.at,
    requestId: facts.requestId,
    kind: 'call',
    credentialKind: caller?.credential.kind,
    credentialId: caller?.credential.id,
    subject: caller?.credential.subject?.slice(0, SUBJECT_LENGTH_MAX),
    trustRule: caller?.credential.trustRule,
    accountId: caller?.ownerAccountId,
    actsAs: principal?.actsAs.kind,
    method: facts.method,
    path: keptPath(facts.path ?? ''),
    address: facts.address,
    decision,
    rule,
    detail: facts.detail?.slice(0, DETAIL_LENGTH_MAX),
    shadows: facts.shadows.length === 0 ? undefined : facts.shadows.join(' '),
    outcome: decision === 'deny' ? 'refused' : 'unknown',
    policyVersion: facts.policyVersion,
    caller: principal && callerNameOf(principal, facts.address).slice(0, CALLER_LENGTH_MAX),
    operation: operationOf(facts, tenant),
    seen: facts.situation && seenOf(facts.situation),
    limits: limitsOf(facts.budgets),
  }
}

function operationOf(
  { method, path, situation }: CallFacts,
  { product }: Tenant,
): string | undefined {
  if (path === undefined) return undefined
  // Another path than the one decided on, where the product is called by another prefix.
  const isDecided = situation?.call.path === path
  const call = isDecided ? situation.call : { product, method, path }
  return operationFor(call)?.path.slice(0, OPERATION_LENGTH_MAX)
}

function limitsOf(budgets: readonly Budget[]): string | undefined {
  if (budgets.length === 0) return undefined
  return budgets
    .map(({ id, remaining, points }) => `${id}=${String(remaining)}/${String(points)}`)
    .join(' ')
}

function seenOf({ principal, call, groups, ownerIsAdmin }: Situation): SeenCaller {
  const { provider } = principal.credential
  return {
    access: principal.access,
    ...(provider === undefined ? {} : { provider }),
    groups: [...groups],
    queryNames: keptNames(call),
    ...(ownerIsAdmin ? { ownerIsAdmin: true } : {}),
  }
}
