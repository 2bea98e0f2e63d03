import { LRUCache } from 'lru-cache'
import type { Clock } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import { createSingleFlight } from '../../lib/single-flight.ts'
import { isActive, type Tenant } from '../../tenants/tenant.ts'

/**
 * Active accounts of people with exactly this e-mail address, as far as the product shows addresses;
 * `hidden` when it found somebody and does not show whether that is them.
 * @param email in lower case
 * @throws Refusal `upstream/*` when the product gives no plain answer
 */
export type FindAccountsByEmail = (
  tenant: Tenant,
  email: string,
) => Promise<'hidden' | readonly { readonly accountId: string }[]>

type Found = Awaited<ReturnType<FindAccountsByEmail>>

/** An address moves from one person to another rarely, but then the earlier one must not live on for long. */
const FOUND_MS = 5 * 60_000
/** Short, since who made their address visible just now tries again at once. */
const NOT_FOUND_MS = 15_000

/**
 * Asks the product and remembers its answer for a while, under (tenant, installation, address). A
 * failed question is not remembered.
 */
export function createEmailLookup(find: FindAccountsByEmail, clock: Clock): FindAccountsByEmail {
  const answers = new LRUCache<string, Found>({
    max: 10_000,
    ttl: FOUND_MS,
    ttlResolution: 0,
    perf: clock,
  })
  const singleFlight = createSingleFlight<Found>()

  return async (tenant, email) => {
    // Its product would take no question from us.
    if (!isActive(tenant)) throw new Refusal('site/inactive', { detail: 'e-mail look-up' })
    const key = `${tenant.id} ${String(tenant.secretVersion)} ${email}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const found = await singleFlight(key, () => find(tenant, email))
    const isOne = found !== 'hidden' && found.length === 1
    answers.set(key, found, { ttl: isOne ? FOUND_MS : NOT_FOUND_MS })
    return found
  }
}
