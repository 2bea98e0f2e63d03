import { looksHashed } from '../../audit/subject-writer.ts'
import type { Principal } from '../../identity/principal.ts'
import type { RefusalCode } from '../../lib/refusal-codes.ts'
import { isActive, type Tenant } from '../../tenants/tenant.ts'
import { isDestructive } from '../catalogue/bulk-edits.ts'
import { comparablePath } from '../comparable-path.ts'
import type { Limiter } from '../limiter.ts'
import { siteLimitOf } from '../site-limit.ts'
import type { Situation } from '../situation.ts'
import type { Snapshot } from '../snapshot.ts'
import type { StandingOf } from '../standing.ts'
import type { DecidedVerdict, Verdict } from './answers.ts'
import { canName } from './can-name.ts'
import { settle, type CandidatesOf, type DoubtKind } from './doubts.ts'
import { explain } from './explain.ts'
import { orRefused, refusedBefore } from './or-refused.ts'

export interface JudgeDeps {
  readonly standingOf: StandingOf
  readonly limiter: Pick<Limiter, 'look'>
  readonly isLocked: (situation: Situation) => Promise<boolean>
}

/** A call, with who makes it, as far as that is known. */
export interface Case extends Omit<Situation, 'groups' | 'ownerIsAdmin'> {
  /** What the gateway would refuse the credential with before it looks at any rule. */
  readonly fault: RefusalCode | undefined
  /** Groups that were found out when the call was made; absent: as they are now. */
  readonly groups?: ReadonlySet<string> | undefined
  readonly ownerIsAdmin?: boolean | undefined
  /** Names of parameters whose values nobody kept. */
  readonly isQueryUnknown?: (name: string) => boolean
}

/** Goes the way of a call through the gateway, in its order, as far as its rules and limits. */
export async function judge(
  deps: JudgeDeps,
  tenant: Tenant,
  snapshot: Snapshot,
  { fault, isQueryUnknown, ...known }: Case,
): Promise<Verdict> {
  if (fault !== undefined) return refusedBefore(fault)
  const { kind } = known.principal.credential
  if (snapshot.acceptedKinds[kind] && !isActive(tenant)) return refusedBefore('site/inactive')
  const standing = await orRefused(() => standingOf(deps, tenant, snapshot, known))
  if (standing.kind === 'refused') return standing.verdict
  const situation: Situation = { ...known, ...standing.value, siteLimit: siteLimitOf(tenant) }
  return decidedOn(deps, snapshot, situation, isQueryUnknown)
}

async function standingOf(
  deps: JudgeDeps,
  tenant: Tenant,
  snapshot: Snapshot,
  { groups, ownerIsAdmin, principal, now }: Omit<Case, 'fault'>,
): Promise<Pick<Situation, 'groups' | 'ownerIsAdmin'>> {
  if (groups !== undefined) return { groups, ownerIsAdmin: ownerIsAdmin === true }
  // A kind that is switched off is refused before anybody is asked about its holder.
  if (!snapshot.acceptedKinds[principal.credential.kind]) return NOBODY
  return deps.standingOf(tenant, snapshot, principal, now)
}

const NOBODY = { groups: new Set<string>(), ownerIsAdmin: false }

async function decidedOn(
  { limiter, isLocked }: JudgeDeps,
  snapshot: Snapshot,
  situation: Situation,
  isQueryUnknown: Case['isQueryUnknown'],
): Promise<Verdict> {
  const explanation = explain(snapshot, situation)
  const { decision } = explanation
  const isAllowed = decision.effect === 'allow'
  return {
    kind: 'decided',
    effect: decision.effect,
    code: isAllowed ? undefined : toldCode(decision.code, situation.principal),
    policyVersion: snapshot.version,
    explanation,
    dependsOn: isQueryUnknown === undefined ? [] : doubtsAbout(snapshot, situation, isQueryUnknown),
    limits: isAllowed ? await limitsFor(limiter, snapshot, situation, decision.resource) : [],
    isLocked: isAllowed && isDestructive(situation.call) && (await isLocked(situation)),
  }
}

// Limits count by the name as it is. A call of the record may have its hash, which nothing was counted by.
async function limitsFor(
  limiter: JudgeDeps['limiter'],
  snapshot: Snapshot,
  situation: Situation,
  resource: Parameters<JudgeDeps['limiter']['look']>[2],
): Promise<DecidedVerdict['limits']> {
  if (looksHashed(situation.principal.credential.subject ?? '')) return undefined
  return limiter.look(snapshot, situation, resource)
}

// Who comes without a credential is asked for one, and learns nothing of the rules.
function toldCode(code: RefusalCode, { actsAs }: Principal): RefusalCode {
  return actsAs.kind === 'anonymous' ? 'credential/missing' : code
}

// Paths are known of every call in the log; of its query only the names are.
function doubtsAbout(
  snapshot: Snapshot,
  worst: Situation,
  isQueryUnknown: (name: string) => boolean,
): readonly DoubtKind[] {
  const path = comparablePath(worst.call.path)
  const candidatesOf: CandidatesOf = (effect) => {
    if (path === undefined) return []
    const { denials, allowances } = snapshot
    const tests = effect === 'deny' ? denials(path.folded) : allowances(path.exact)
    return tests.map((test) => ({ test, isPathCertain: true }))
  }
  const { places } = worst.principal
  const mayBeIn =
    isQueryUnknown('spaceKey') && places?.some((place) => canName(place, worst.call)) === true
  const best = mayBeIn ? { ...worst, principal: { ...worst.principal, places: undefined } } : worst
  const unknown = { query: isQueryUnknown, address: false }
  const settled = settle(snapshot, { best, worst }, unknown, candidatesOf)
  return settled.kind === 'certain' ? [] : settled.on
}
