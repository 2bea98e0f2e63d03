import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { ProductGroup, ProductGroups } from './product-groups.ts'
import { createTenantCache, type Bounds } from './verification/tenant-cache.ts'

export interface GroupDirectoryDeps {
  /** @throws Refusal `upstream/*` when the product does not tell all groups of the account plainly */
  readonly accountGroups: (tenant: Tenant, accountId: string) => Promise<readonly string[]>
  /** @throws Refusal `upstream/*` */
  readonly searchGroups: (tenant: Tenant, query: string) => Promise<readonly ProductGroup[]>
  readonly clock: Clock
  /** How many group ids are held; each account counts for one more. */
  readonly bounds?: Bounds
}

/**
 * Neither product sends an event when somebody joins or leaves a group; those about users come when an
 * account itself changes. So this is how long a membership that has ended may still count.
 */
const FRESH_MS = 60_000

/** Some 64 MB at most, all in all. */
const BOUNDS: Bounds = { ofTenant: 250_000, overall: 1_000_000 }

/** What is told through an earlier secret of the installation does not serve a later one. */
interface Asked {
  readonly secretVersion: number
  /** Last moment to believe the answer, counted from before the question. */
  readonly until: number
}

interface Question extends Asked {
  readonly groups: Promise<readonly string[]>
}

interface Answer extends Asked {
  readonly groups: readonly string[]
}

/**
 * Groups as the product tells them. A question that failed is neither guessed nor remembered, and what
 * is too old serves nobody, also while the product is away: who is in which group decides about calls.
 */
export function createGroupDirectory(deps: GroupDirectoryDeps): ProductGroups {
  const { clock } = deps
  const answers = createTenantCache<Answer>(
    deps.bounds ?? BOUNDS,
    ({ groups }) => groups.length + 1,
  )
  const underWay = new Map<string, Question>()

  const ask = (tenant: Tenant, accountId: string): Question => {
    const key = keyOf(tenant.id, accountId)
    const running = underWay.get(key)
    if (running?.secretVersion === tenant.secretVersion) return running
    const until = clock.now() + FRESH_MS
    const groups = orUnavailable(deps.accountGroups(tenant, accountId))
    const question = { secretVersion: tenant.secretVersion, until, groups }
    underWay.set(key, question)
    return question
  }

  return {
    async ofAccount(tenant, accountId) {
      const known = answers.get(tenant.id, accountId)
      if (known !== undefined && isGood(known, tenant, clock)) return known.groups
      const key = keyOf(tenant.id, accountId)
      const question = ask(tenant, accountId)
      // Whoever waits sees to the end of it; for the second of them there is nothing left to do. One
      // that was forgotten meanwhile, or overtaken, is not under way any more and leaves nothing behind.
      const isUnderWay = () => underWay.get(key) === question
      try {
        const groups = await question.groups
        if (isUnderWay()) answers.set(tenant.id, accountId, { ...question, groups })
        return groups
      } finally {
        if (isUnderWay()) underWay.delete(key)
      }
    },
    search: (tenant, query) => orUnavailable(deps.searchGroups(tenant, query)),
    forget(tenantId, accountId) {
      answers.delete(tenantId, accountId)
      underWay.delete(keyOf(tenantId, accountId))
    },
  }
}

// Neither id has white space in it.
function keyOf(tenantId: string, accountId: string): string {
  return `${tenantId} ${accountId}`
}

function isGood({ secretVersion, until }: Asked, tenant: Tenant, clock: Clock): boolean {
  return secretVersion === tenant.secretVersion && clock.now() <= until
}

async function orUnavailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause
    const { message: detail, retryAfterSeconds } = cause
    const facts = retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
    throw new Refusal('groups/unavailable', { detail, cause, ...facts })
  }
}
