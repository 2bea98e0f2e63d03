import { claimAt } from '../verification/claim-at.ts'
import type { Claims } from '../verification/token-findings.ts'
import { isLeftOut } from './left-out.ts'
import type { Provider } from './provider.ts'

const GROUPS_MAX = 1_000
const LENGTH_MAX = 500

/**
 * The groups that a token claims: the texts of a list, or one text. Numbers, true and false count as
 * their text; what has no text names no group. `left-out` where the token does not have all of them, or
 * has more than is looked at: then it cannot be told of any group that the caller is not in it.
 *
 * @returns undefined when the provider has no groups claim
 */
export function claimedGroups(
  { groupsClaim }: Pick<Provider, 'groupsClaim'>,
  claims: Claims,
): readonly string[] | 'left-out' | undefined {
  if (groupsClaim === undefined) return undefined
  if (isLeftOut(claims, groupsClaim)) return 'left-out'
  const value = claimAt(claims, groupsClaim)
  const members: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (members.length > GROUPS_MAX || members.some(isTooLarge)) return 'left-out'
  return members.flatMap(textOf)
}

// JSON readers round large numbers, so one stands for several groups.
function isTooLarge(member: unknown): boolean {
  if (typeof member === 'string') return member.length > LENGTH_MAX
  return typeof member === 'number' && Math.abs(member) > Number.MAX_SAFE_INTEGER
}

function textOf(member: unknown): string[] {
  if (typeof member === 'string') return [member]
  return typeof member === 'number' || typeof member === 'boolean' ? [String(member)] : []
}
