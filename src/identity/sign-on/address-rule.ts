import { LRUCache } from 'lru-cache'
import type { Clock } from '../../lib/clock.ts'
import type { Secret } from '../../lib/secret.ts'
import { createSingleFlight } from '../../lib/single-flight.ts'
import type { Crowd, CrowdSite } from './crowd.ts'

/**
 * Whether Crowd holds a session to the address that it was made from ("Require consistent client IP
 * address", Crowd 2.5.2 and later). Where it does not, whoever has a cookie has the user.
 */
export interface AddressRule {
  /**
   * Asked with a session that Crowd has just vouched for, now and then.
   * @throws Refusal `crowd/*`
   */
  isHeld(site: CrowdSite, token: Secret): Promise<boolean>
  stateOf(siteId: string): 'held' | 'not-held' | 'unknown'
  forget(siteIds: readonly string[]): void
}

interface Found {
  readonly isHeld: boolean
  readonly until: number
  /** The same for as long as the operator changes nothing. */
  readonly access: CrowdSite['access']
}

const FRESH_MS = 10 * 60_000
const SITES_MAX = 1_000
/** Of a network that is for documentation (RFC 5737): nobody's browser is there, and nobody's proxy. */
export const NOBODYS_ADDRESS = '192.0.2.1'

export function createAddressRule(crowd: Pick<Crowd, 'validate'>, clock: Clock): AddressRule {
  const found = new LRUCache<string, Found>({ max: SITES_MAX })
  const singleFlight = createSingleFlight<boolean>()

  async function ask(site: CrowdSite, token: Secret): Promise<boolean> {
    const session = await crowd.validate(site, token, { remoteAddress: NOBODYS_ADDRESS })
    const isHeld = session === undefined
    found.set(site.siteId, { isHeld, until: clock.now() + FRESH_MS, access: site.access })
    return isHeld
  }

  return {
    isHeld(site, token) {
      const known = found.get(site.siteId)
      if (known?.access === site.access && known.until > clock.now()) {
        return Promise.resolve(known.isHeld)
      }
      return singleFlight(site.siteId, () => ask(site, token))
    },
    stateOf(siteId) {
      const known = found.peek(siteId)
      if (known === undefined) return 'unknown'
      return known.isHeld ? 'held' : 'not-held'
    },
    forget(siteIds) {
      for (const id of siteIds) found.delete(id)
    },
  }
}
