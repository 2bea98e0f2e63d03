import type { CallCompletion, CallEvent, SeenCaller } from '../audit/audit-event.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import type { RefusalLane } from '../audit/refusal-lane.ts'
import type { Principal } from '../identity/principal.ts'
import type { Awaitable } from '../lib/awaitable.ts'
import type { Log } from '../lib/log.ts'
import { Refusal } from '../lib/refusal.ts'
import { callerNameOf } from '../policy/caller-name.ts'
import { operationFor } from '../policy/catalogue/catalogue.ts'
import { keptNames, keptPath } from '../policy/kept-of-call.ts'
import type { Budget } from '../policy/limit-counts.ts'
import { pathClassOf } from '../policy/path-class.ts'
import { recordedDetail, type RecordedCredential } from '../policy/recorded-credential.ts'
import type { Situation } from '../policy/situation.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { CallFacts } from './call-facts.ts'

export interface CallRecordDeps {
  readonly audit: Pick<AuditStore, 'append' | 'complete'>
  /** For refusals of callers that nobody knows: recorded a moment later, and counted in a flood. */
  readonly refusals: Pick<RefusalLane, 'note'>
  /** How the record has who calls: limits go by the credential as it is. */
  readonly recordedCredential: RecordedCredential
  readonly log: Log
}

const SUBJECT_LENGTH_MAX = 255
const DETAIL_LENGTH_MAX = 500
const CALLER_LENGTH_MAX = 512
const OPERATION_LENGTH_MAX = 255

/** The audit record of one request: opened once, on disk before anything is done, and closed once. */
export class CallRecord {
  readonly #deps: CallRecordDeps
  #opened: CallEvent | undefined
  #unknownCaller: CallEvent | undefined

  constructor(deps: CallRecordDeps) {
    this.#deps = deps
  }

  get isOpen(): boolean {
    return this.#opened !== undefined
  }

  /** @throws Refusal `gatehouse/audit-unavailable`: what cannot be recorded is not done */
  async open(facts: CallFacts, decision: 'allow' | 'deny', rule: string): Promise<void> {
    // Without a tenant there is nobody whose record it could be in; the log has it.
    if (facts.tenant === undefined) return
    const event = eventOf(facts, facts.tenant, this.#credentialIn(facts), decision, rule)
    if (decision === 'deny' && (facts.isStranger ?? isNobody(facts.principal))) {
      this.#unknownCaller = event
      return
    }
    try {
      await this.#deps.audit.append(event)
    } catch (cause) {
      throw new Refusal('gatehouse/audit-unavailable', { detail: 'append failed', cause })
    }
    this.#opened = event
  }

  /** Never rejects: the answer is out, and without a completion the event truthfully says `unknown`. */
  close(completion: CallCompletion): Awaitable<void> {
    if (this.#unknownCaller !== undefined) this.#deps.refusals.note(this.#unknownCaller, completion)
    const opened = this.#opened
    if (opened === undefined) return
    try {
      const done = this.#deps.audit.complete(opened, completion)
      return done instanceof Promise
        ? done.catch((cause: unknown) => this.#lost(opened, cause))
        : done
    } catch (cause) {
      this.#lost(opened, cause)
    }
  }

  /** Why a call was refused, as anything that is written down may have it. */
  detailIn(facts: CallFacts, detail: string | undefined): string | undefined {
    const { credential } = facts.principal ?? facts.caller ?? {}
    return recordedDetail(detail, credential, this.#credentialIn(facts))
  }

  #credentialIn({ principal, caller, tenant }: CallFacts): Principal['credential'] | undefined {
    const { credential } = principal ?? caller ?? {}
    if (credential === undefined || tenant === undefined) return credential
    return this.#deps.recordedCredential(tenant.id, credential)
  }

  #lost({ id }: CallEvent, cause: unknown): void {
    this.#deps.log.error({ err: cause, eventId: id }, 'the outcome of a call could not be recorded')
  }
}

// Who passes a credential of the product's own on has proved nothing to us yet.
function isNobody(principal: Principal | undefined): boolean {
  const kind = principal?.actsAs.kind
  return kind === undefined || kind === 'anonymous' || kind === 'caller'
}

function eventOf(
  facts: CallFacts,
  tenant: Tenant,
  credential: Principal['credential'] | undefined,
  decision: 'allow' | 'deny',
  rule: string,
): CallEvent {
  const { principal } = facts
  const caller = principal ?? facts.caller
  const path = keptPath(facts.path ?? '')
  const operation = operationOf(facts, tenant)
  return {
    // One request is one call, so one name is enough for both.
    id: facts.requestId,
    tenantId: tenant.id,
    at: facts.at,
    requestId: facts.requestId,
    kind: 'call',
    credentialKind: credential?.kind,
    credentialId: credential?.id,
    subject: credential?.subject?.slice(0, SUBJECT_LENGTH_MAX),
    trustRule: credential?.trustRule,
    accountId: caller?.ownerAccountId,
    actsAs: principal?.actsAs.kind,
    method: facts.method,
    path,
    address: facts.address,
    decision,
    rule,
    detail: recordedDetail(facts.detail, caller?.credential, credential)?.slice(
      0,
      DETAIL_LENGTH_MAX,
    ),
    shadows: facts.shadows.length === 0 ? undefined : facts.shadows.join(' '),
    outcome: decision === 'deny' ? 'refused' : 'unknown',
    policyVersion: facts.policyVersion,
    caller:
      principal &&
      credential &&
      callerNameOf({ credential }, facts.address).slice(0, CALLER_LENGTH_MAX),
    operation,
    seen: facts.situation && seenOf(facts.situation),
    limits: limitsOf(facts.budgets),
    pathClass: operation === undefined && path !== '' ? pathClassOf(path) : undefined,
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
  const { access } = principal
  const queryNames = keptNames(call)
  const seen: SeenCaller =
    provider === undefined
      ? { access, groups: [...groups], queryNames }
      : { access, provider, groups: [...groups], queryNames }
  return ownerIsAdmin ? { ...seen, ownerIsAdmin: true } : seen
}
