import { recordedSituation } from '../recorded-situation.ts'
import { knownSources } from './known-sources.ts'
import type { NotTriedReason, ReplayVerdict } from './replay-summary.ts'
import type { ReplayEvent, ReplayWorld } from './replay-world.ts'
import type { ReplayedCall } from './replayed-call.ts'
import { verdictOn } from './verdict-on.ts'

/** What becomes of one recorded call. @param usedBefore when its API token was used before it, if that is known */
export async function tryEvent(
  event: ReplayEvent,
  world: ReplayWorld,
  usedBefore: number | undefined,
): Promise<ReplayVerdict> {
  const { seen, policyVersion, credentialKind, credentialId = '' } = event
  const { siteHost, isDataCenter, current, draft } = world
  if (seen === undefined || policyVersion === undefined) return notTried('never-decided')
  const isCurrent = policyVersion === current.version
  const then = isCurrent ? current : await world.versionOf(policyVersion)
  if (then === undefined) return notTried('rules-not-kept')
  const isToken = credentialKind === 'api-token'
  const tokenHolder = isToken ? await world.holderOf(credentialId) : undefined
  if (isToken && tokenHolder === undefined) return notTried('token-gone')
  const { product, document } = then
  const surroundings = { product, siteHost, isDataCenter, document, tokenHolder }
  const situation = recordedSituation(event, surroundings)
  if (situation === undefined) return notTried('never-decided')
  const call: ReplayedCall = {
    event,
    seen,
    situation,
    rules: { then, current, draft },
    sources: knownSources(event, seen, then),
    ownerIsAdmin: wasAdmin(event),
    usedBefore: isToken ? (usedBefore ?? tokenHolder?.token?.createdAt) : undefined,
  }
  const verdict = verdictOn(call)
  return verdict.kind === 'unsaid' ? withTheProduct(call, verdict, world) : verdict
}

/** Tried once more with what only the product knows, where that may help. */
async function withTheProduct(
  call: ReplayedCall,
  verdict: ReplayVerdict,
  world: ReplayWorld,
): Promise<ReplayVerdict> {
  const { ownerAccountId } = call.situation.principal
  if (ownerAccountId === undefined) return verdict
  const { sources, rules } = call
  const groups = [...rules.current.document.groups, ...rules.draft.document.groups]
  const asksGroups = groups.some((group) => {
    return sources.isIn(group) === undefined && sources.hangsOnProduct(group)
  })
  const { isService } = call.situation.principal.token ?? { isService: true }
  const needsAdmin = rules.current.needsOwnerIsAdmin || rules.draft.needsOwnerIsAdmin
  const asksAdmin = needsAdmin && !isService && call.ownerIsAdmin === undefined
  if (!asksGroups && !asksAdmin) return verdict
  const ofProduct = asksGroups ? await world.groupsOf(ownerAccountId) : undefined
  const isAdmin = asksAdmin ? await world.isAdmin(ownerAccountId) : undefined
  return verdictOn({
    ...call,
    sources: ofProduct === undefined ? sources : sources.withProduct(ofProduct),
    ownerIsAdmin: call.ownerIsAdmin ?? isAdmin,
  })
}

// Where it was not asked, nothing hung on it.
function wasAdmin({ seen, rule, completion }: ReplayEvent): boolean | undefined {
  if (seen?.ownerIsAdmin === true) return true
  const isNone = rule === 'token-stands' && completion?.code === 'credential/owner-not-allowed'
  return isNone ? false : undefined
}

function notTried(reason: NotTriedReason): ReplayVerdict {
  return { kind: 'not-tried', reason }
}
