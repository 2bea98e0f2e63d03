import type { IncomingMessage } from 'node:http'
import type { Authenticator } from '../identity/credential.ts'
import type { Principal } from '../identity/principal.ts'
import { whenHere, type Awaitable } from '../lib/awaitable.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Call } from '../policy/call.ts'
import type { Decision } from '../policy/decision.ts'
import type { Guard } from '../policy/guard/guard.ts'
import type { Allowance, Limiter } from '../policy/limiter.ts'
import type { Situation } from '../policy/situation.ts'
import type { Snapshot } from '../policy/snapshot.ts'
import type { SnapshotOf } from '../policy/snapshots.ts'
import type { StandingOf } from '../policy/standing.ts'
import type { TenantDirectory } from '../tenants/tenant-directory.ts'
import { isActive, type Tenant } from '../tenants/tenant.ts'
import { refuseSwitchedOff } from './authenticate.ts'
import type { GrowingFacts } from './call-facts.ts'
import type { ClientAddress } from './client-address.ts'
import { dataCenterCredential, type DataCenterDeps } from './data-center-credential.ts'
import { identify, presentedCredential, unknownSite } from './identify.ts'
import { passGuard, type GuardedCall } from './pass-guard.ts'
import { readCall } from './read-call.ts'
import { readCredential } from './read-credential.ts'
import { readSite } from '../policy/read-site.ts'
import { siteLimitOf } from '../policy/site-limit.ts'

export interface DecideDeps {
  readonly directory: Pick<TenantDirectory, 'bySite' | 'dataCenterAt'>
  /** Asked in this order. */
  readonly authenticators: readonly Authenticator[]
  readonly snapshotOf: SnapshotOf
  readonly standingOf: StandingOf
  readonly evaluate: (snapshot: Snapshot, situation: Situation) => Decision
  readonly guard: Guard
  /** For sites of Data Center, which take other credentials. */
  readonly dataCenter: DataCenterDeps
  readonly limiter: Pick<Limiter, 'take'>
  readonly clock: Clock
}

/** A call that may be made, with all that it is made with. */
export interface AllowedCall {
  readonly tenant: Tenant
  readonly principal: Principal
  readonly call: Call
  readonly snapshot: Snapshot
  readonly situation: Situation
  readonly rule: string
  /** For a call whose credential the product does not take. */
  readonly giveBackShared: () => Promise<void>
  /** For what may still keep it from being made: it then counts for nothing with the guard. */
  readonly orGiveBack: GuardedCall['orGiveBack']
}

/**
 * From the request to the decision, each step with what the ones before it found out. What is learnt on
 * the way is written down at once, since the record of a refusal has it too. Nothing is waited for that
 * is here already, which for most calls is everything.
 * @throws Refusal for every call that may not be made
 */
export async function decide(
  deps: DecideDeps,
  req: IncomingMessage,
  addressOf: ClientAddress,
  facts: GrowingFacts,
): Promise<AllowedCall> {
  const site = readSite(req.url ?? '', deps.directory.dataCenterAt)
  const tenant = site.dataCenter ?? deps.directory.bySite(site.product, site.host)
  facts.tenant = tenant
  facts.path = site.rawPath
  const call = readCall(req, site, facts.requestId)
  if (tenant === undefined) throw unknownSite(readCredential(req), site.host)

  const compiled = deps.snapshotOf(tenant)
  const snapshot = compiled instanceof Promise ? await compiled : compiled
  facts.policyVersion = snapshot.version
  const { switches, networks } = snapshot.document
  const address = addressOf(req, networks.proxy)
  facts.address = address
  const isOpen = switches.anonymousCalls && isActive(tenant)
  const presented =
    tenant.dataCenter === undefined
      ? presentedCredential(req, isOpen)
      : dataCenterCredential(deps.dataCenter, req, {
          tenant,
          site: tenant.dataCenter,
          call,
          snapshot,
          address,
        })
  const credential = presented instanceof Promise ? await presented : presented
  const now = deps.clock.now()
  const arrival = { call, tenant, snapshot, address, now }
  const identified = identify(credential, arrival, deps.authenticators)
  const principal = identified instanceof Promise ? await identified : identified
  facts.principal = principal
  refuseSwitchedOff(snapshot.acceptedKinds, principal)
  if (!isActive(tenant)) throw new Refusal('site/inactive')

  const found = deps.standingOf(tenant, snapshot, principal, now)
  const { groups, ownerIsAdmin } = found instanceof Promise ? await found : found
  const siteLimit = siteLimitOf(tenant)
  const situation = { principal, call, address, groups, ownerIsAdmin, now, siteLimit }
  facts.situation = situation
  const decision = deps.evaluate(snapshot, situation)
  facts.rule = decision.rule
  facts.shadows = decision.shadows
  if (decision.effect === 'deny') throw refusalOf(decision, principal)
  const passed = passGuard(deps.guard, snapshot, situation, decision, facts)
  const guarded = passed instanceof Promise ? await passed : passed
  const points = takePoints(deps, snapshot, situation, guarded, facts)
  const giveBackPoints = points instanceof Promise ? await points : points
  const { rule } = decision
  const { giveBack, orGiveBack } = guarded
  const giveBackShared = both(giveBack, giveBackPoints)
  return { tenant, principal, call, snapshot, situation, rule, giveBackShared, orGiveBack }
}

// Who came without a credential is asked for one, and learns nothing of the rules.
function refusalOf(
  { code }: Extract<Decision, { effect: 'deny' }>,
  { actsAs }: Principal,
): Refusal {
  return new Refusal(actsAs.kind === 'anonymous' ? 'credential/missing' : code)
}

function takePoints(
  { limiter }: DecideDeps,
  snapshot: Snapshot,
  situation: Situation,
  { decision, orGiveBack }: GuardedCall,
  facts: GrowingFacts,
): Awaitable<AllowedCall['giveBackShared']> {
  const { resource, shadows } = decision
  return orGiveBack(() =>
    whenHere(limiter.take(snapshot, situation, resource), (allowance) =>
      withinLimits(allowance, shadows, facts),
    ),
  )
}

/** @throws Refusal `limit/exceeded` */
function withinLimits(
  allowance: Allowance,
  shadows: readonly string[],
  facts: GrowingFacts,
): AllowedCall['giveBackShared'] {
  facts.budgets = allowance.budgets
  facts.shadows = joined(shadows, allowance.shadows)
  if (allowance.kind === 'taken') return allowance.giveBackShared
  const { rule, retryAfterSeconds } = allowance
  facts.rule = rule
  throw new Refusal('limit/exceeded', { detail: rule, retryAfterSeconds })
}

function both(
  first: () => Awaitable<void>,
  second: () => Awaitable<void>,
): AllowedCall['giveBackShared'] {
  return async () => {
    await first()
    await second()
  }
}

function joined(some: readonly string[], more: readonly string[]): readonly string[] {
  return more.length === 0 ? some : [...some, ...more]
}
