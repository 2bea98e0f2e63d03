import { Refusal } from '../lib/refusal.ts'
import type { TokenAuth } from '../tenants/data-center-site.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { LimitRule } from './limit-rule.ts'
import type { Situation } from './situation.ts'
import { isListedOnly } from './token-auth-path.ts'

/** A dot is in no id that an admin gives. */
export const SITE_LIMIT = 'site.token-auth'

// The same rule for as long as the site is as the operator entered it.
const limits = new WeakMap<TokenAuth, LimitRule>()

/** What the operator lets each caller have of the prefix for tokens; undefined for a site without one. */
export function siteLimitOf({ dataCenter }: Pick<Tenant, 'dataCenter'>): LimitRule | undefined {
  const tokenAuth = dataCenter?.tokenAuth
  if (tokenAuth === undefined) return undefined
  const known = limits.get(tokenAuth)
  if (known !== undefined) return known
  const limit: LimitRule = {
    id: SITE_LIMIT,
    name: 'The site’s own limit on the address for tokens',
    state: 'on',
    per: 'credential',
    points: tokenAuth.callsPerMinute,
    seconds: 60,
  }
  limits.set(tokenAuth, limit)
  return limit
}

/**
 * The limit that no call by that prefix goes without: the product's own limiter leaves the prefix out.
 * @throws Refusal `limit/unavailable` where there is none to count by
 */
export function mandatoryLimit({ call, siteLimit }: Situation): LimitRule | undefined {
  if (!isListedOnly(call)) return undefined
  if (siteLimit !== undefined) return siteLimit
  throw new Refusal('limit/unavailable', { detail: 'the prefix for tokens has no limit' })
}
