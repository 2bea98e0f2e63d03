import type { AuditReader } from '../../audit/audit-reader.ts'
import { createBreath, type Breath } from '../../lib/breath.ts'
import type { Clock } from '../../lib/clock.ts'
import { isActive, type Tenant } from '../../tenants/tenant.ts'
import { bypassFor } from '../bypass-for.ts'
import { operationsOf } from '../catalogue/catalogue.ts'
import { recordedSituation } from '../recorded-situation.ts'
import type { Situation } from '../situation.ts'
import type { Snapshot } from '../snapshot.ts'
import type { SnapshotOf } from '../snapshots.ts'
import type { Answer, AskedCall, RecordedDecision, RefusedBefore, Verdict } from './answers.ts'
import { describedCall, type CallWords } from './described-call.ts'
import {
  describedCaller,
  tokenWords,
  type CallerWords,
  type HeldToken,
  type HolderOf,
} from './described-caller.ts'
import { judge, type JudgeDeps } from './judge.ts'
import { orRefused, refusedBefore } from './or-refused.ts'
import { answerOperations, type OperationAnswer } from './operation-answer.ts'
import {
  isRecordedCall,
  recordedAsked,
  recordedDecision,
  unknownInQuery,
  type RecordedCall,
} from './recorded-call.ts'

export interface ExplainerDeps extends JudgeDeps {
  readonly snapshotOf: SnapshotOf
  readonly reader: Pick<AuditReader, 'find'>
  readonly holderOf: HolderOf
  readonly clock: Clock
  /** The process's own, for all long work. */
  readonly breathe?: Breath
}

interface DescribedCase extends CallWords {
  readonly caller: CallerWords
  /** Where the caller is, as text. */
  readonly address: string
}

/** What a caller can do, operation by operation. */
export type CatalogueAnswer =
  RefusedBefore | { readonly kind: 'answered'; readonly operations: readonly OperationAnswer[] }

/**
 * Says why calls are treated as they are. Asks the product what the gateway would ask, and changes
 * nothing: no points are taken, and no token becomes used.
 */
export interface Explainer {
  /** @throws Refusal `request/invalid-input` with faults for what there is not; `policy/unavailable` */
  ofCall(tenant: Tenant, described: DescribedCase): Promise<Answer>
  /**
   * @param id of an audit event, or of a request as its caller was told it
   * @returns undefined where the log of the tenant has no call of this id
   */
  ofRecord(tenant: Tenant, id: string): Promise<Answer | undefined>
  /** @param address absent: from somewhere from where the caller may call */
  ofOperations(
    tenant: Tenant,
    caller: CallerWords,
    address: string | undefined,
  ): Promise<CatalogueAnswer>
}

export function createExplainer(deps: ExplainerDeps): Explainer {
  const { snapshotOf, reader, holderOf, clock, breathe = createBreath() } = deps

  async function nowOf(
    tenant: Tenant,
    snapshot: Snapshot,
    event: RecordedCall,
    holder: HeldToken | undefined,
  ): Promise<Verdict> {
    const { product, host: siteHost } = tenant
    const tokenHolder = holder?.principal
    const then = recordedSituation(event, {
      product,
      siteHost,
      isDataCenter: tenant.dataCenter !== undefined,
      document: snapshot.document,
      tokenHolder,
    })
    if (then === undefined) return { kind: 'cannot-be-said', says: TOO_LITTLE }
    const situation = { ...then, now: clock.now() }
    const { groups, ownerIsAdmin, ...known } = situation
    if (isOtherBypass(snapshot, situation)) return { kind: 'cannot-be-said', says: NO_BYPASS }
    // What a provider's token claims is not kept, so its groups are those of the record.
    const found = holder === undefined ? { groups, ownerIsAdmin } : {}
    return judge(deps, tenant, snapshot, {
      ...known,
      ...found,
      fault: holder?.fault,
      isQueryUnknown: unknownInQuery(event),
    })
  }

  return {
    async ofCall(tenant, described) {
      const snapshot = await snapshotOf(tenant)
      const caller = await describedCaller(tenant, snapshot.document, described.caller, holderOf)
      const address = described.address.trim()
      const { words, ...who } = caller
      const asked = { address, caller: words }
      const read = await orRefused(() => describedCall(tenant, described))
      if (read.kind === 'refused') {
        const { method, path } = described
        return ofDescribed({ ...asked, method, path, query: '' }, read.verdict)
      }
      const { method, path, query } = read.value
      const situation = { ...who, call: read.value, address, now: clock.now() }
      const verdict = await judge(deps, tenant, snapshot, situation)
      return ofDescribed({ ...asked, method, path, query }, verdict)
    },

    async ofRecord(tenant, id) {
      const event = await reader.find(tenant.id, id)
      if (!isRecordedCall(event)) return undefined
      const snapshot = await snapshotOf(tenant)
      const then = recordedDecision(event, snapshot.document)
      const holder =
        event.credentialKind === 'api-token'
          ? await holderOf(tenant, event.credentialId ?? '')
          : undefined
      const now = await nowOf(tenant, snapshot, event, holder)
      const words = holder === undefined ? {} : { caller: tokenWords(holder.token) }
      return {
        call: { ...recordedAsked(event), ...words },
        then,
        now,
        differs: isOtherwise(then, now),
      }
    },

    async ofOperations(tenant, described, address) {
      const snapshot = await snapshotOf(tenant)
      const { principal, fault } = await describedCaller(
        tenant,
        snapshot.document,
        described,
        holderOf,
      )
      if (fault !== undefined) return refusedBefore(fault)
      const { kind } = principal.credential
      if (!snapshot.acceptedKinds[kind]) return refusedBefore('credential/switched-off')
      if (!isActive(tenant)) return refusedBefore('site/inactive')
      const now = clock.now()
      const standing = await orRefused(() => deps.standingOf(tenant, snapshot, principal, now))
      if (standing.kind === 'refused') return standing.verdict
      const isAddressKnown = address !== undefined
      const isDataCenter = tenant.dataCenter !== undefined
      const caller = { ...standing.value, principal, address: address ?? 'unknown', now }
      const operations = await answerOperations(
        snapshot,
        { ...caller, isAddressKnown, isDataCenter },
        operationsOf(tenant.product),
        breathe,
      )
      return { kind: 'answered', operations }
    },
  }
}

const TOO_LITTLE =
  'The log has too little of this call: it was refused before it came to the rules, or its path was too long to be kept.'
const NO_BYPASS =
  'It came by a bypass that does not fit it any more. What its own credential would be worth was never found out.'

function isOtherBypass(snapshot: Snapshot, { principal, call, address, now }: Situation): boolean {
  const { kind, id } = principal.credential
  return kind === 'bypass' && bypassFor(snapshot, call, address, now)?.id !== id
}

function ofDescribed(call: AskedCall, now: Verdict): Answer {
  return { call, then: undefined, now, differs: undefined }
}

/** Codes of what comes after the rules: a call refused with one of them was allowed by them. */
const AFTER_THE_RULES = /^(?:limit|guard|budget|upstream|gatehouse)\//

function isOtherwise(then: RecordedDecision, now: Verdict): boolean | undefined {
  if (now.kind === 'cannot-be-said') return undefined
  if (now.kind === 'decided' && now.dependsOn.length > 0) return undefined
  const { code } = then
  // The process died before it told the caller.
  if (code === undefined && then.decision === 'deny') return undefined
  const refusedWith = code === undefined || AFTER_THE_RULES.test(code) ? undefined : code
  // What the gateway refuses now before the rules are asked is otherwise than what they said.
  return refusedWith !== now.code
}
