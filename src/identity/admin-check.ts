import { LRUCache } from 'lru-cache'
import type { Clock } from '../lib/clock.ts'
import { createSingleFlight } from '../lib/single-flight.ts'
import type { Tenant } from '../tenants/tenant.ts'

/** @throws Refusal `upstream/*` when the product cannot be asked: never a guess */
export type AdminCheck = (tenant: Tenant, accountId: string) => Promise<boolean>

const FRESH_MS = 60_000

/**
 * Asks the product whether an account is its administrator, and believes the answer for a minute:
 * that long a person who lost the right may still see the admin page, and use a token that acts as
 * the app. A failed question is not remembered and not answered with a guess.
 */
export function createAdminCheck(ask: AdminCheck, clock: Clock): AdminCheck {
  const answers = new LRUCache<string, boolean>({
    max: 10_000,
    ttl: FRESH_MS,
    ttlResolution: 0,
    perf: clock,
  })
  const singleFlight = createSingleFlight<boolean>()

  return async (tenant, accountId) => {
    const key = `${tenant.id} ${String(tenant.secretVersion)} ${accountId}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const isAdmin = await singleFlight(key, () => ask(tenant, accountId))
    answers.set(key, isAdmin)
    return isAdmin
  }
}
