import type { Tenant } from '../../../tenants/tenant.ts'
import type { PagesDeps } from '../../page-room.ts'
import { presentRulesOverview } from '../../rules-overview.ts'
import { presentBudget } from '../budget/present-budget.ts'
import { presentNoticeBanner } from '../notices/present-banner.ts'
import type { Parts } from './parts.ts'
import { presentSignOn } from './present-sign-on.ts'

/** A page of hundreds helps nobody; their own tab lists them. */
const LOCKS_MAX = 99

/** How things stand now, whatever the period is that is looked at. */
export async function readState(deps: PagesDeps, tenant: Tenant, root: string, parts: Parts) {
  const [banner, budget, locks, providers, rules, signOn] = await Promise.all([
    parts.read('notices', () => presentNoticeBanner(deps, tenant, root)),
    parts.read('what is left of the product’s budget', () => presentBudget(deps, tenant, root)),
    parts.read('locked callers', () => deps.locks.open(tenant.id, { limit: LOCKS_MAX + 1 })),
    parts.read('identity providers', async () => deps.providerHealth.of(tenant.id)),
    parts.read('whether calls are served', () => presentRulesOverview(deps, tenant.id)),
    parts.read('how Crowd answers', async () =>
      presentSignOn(tenant, deps.signOn, deps.clock.now(), root),
    ),
  ])
  return {
    banner,
    budget,
    locks,
    isCut: (locks?.value.length ?? 0) > LOCKS_MAX,
    providers,
    rules,
    signOn,
  }
}

export type StateRead = Awaited<ReturnType<typeof readState>>
