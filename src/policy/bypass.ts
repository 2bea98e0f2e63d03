import type { ResourceRule } from './resource-rule.ts'

/**
 * Calls that go to the product with the caller's own credential for it, untouched: for what cannot be
 * changed yet. Narrow on purpose, and it ends by itself.
 */
export interface Bypass extends Pick<ResourceRule, 'id' | 'name' | 'methods' | 'path'> {
  readonly enabled: boolean
  /** CIDRs that the caller has to be in; at least one. */
  readonly networks: readonly string[]
  /** Who answers for it: an account of the product. */
  readonly ownerAccountId: string
  /** Why it is there. */
  readonly reason: string
  /** ISO 8601 in UTC, to the second or finer: `2026-12-31T23:59:59Z`. At most a year away when saved. */
  readonly expiresAt: string
}
