export type Product = 'jira' | 'confluence'

const ranked = ['READ', 'WRITE', 'DELETE', 'PROJECT_ADMIN', 'SPACE_ADMIN', 'ADMIN'] as const

export type RankedScope = (typeof ranked)[number]

// PROJECT_ADMIN and SPACE_ADMIN stand on the same step: neither includes the other.
const rank: Readonly<Record<RankedScope, number>> = {
  READ: 1,
  WRITE: 2,
  DELETE: 3,
  PROJECT_ADMIN: 4,
  SPACE_ADMIN: 4,
  ADMIN: 5,
}

const common = ['NONE', 'READ', 'WRITE', 'DELETE', 'ADMIN', 'ACT_AS_USER', 'ACCESS_EMAIL_ADDRESSES']

/** Scopes that a descriptor of the product may name, in upper case. */
export const scopesOf: Readonly<Record<Product, readonly string[]>> = {
  jira: [...common, 'PROJECT_ADMIN'],
  confluence: [...common, 'SPACE_ADMIN'],
}

function isRanked(scope: string): scope is RankedScope {
  return ranked.some((name) => name === scope)
}

/** Whether the granted scopes include the needed one; ACT_AS_USER and e-mail access are never implied. */
export function covers(granted: readonly string[], needed: string): boolean {
  if (granted.includes(needed) || needed === 'NONE') return true
  if (!isRanked(needed)) return false
  return granted.some((scope) => isRanked(scope) && rank[scope] > rank[needed])
}
