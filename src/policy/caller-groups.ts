import type { Principal } from '../identity/principal.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * Ids of the policy's groups that the caller is a member of. What a token claims counts only for groups
 * of the token's own provider: no provider can put anybody into another's.
 * @param productGroupIds of the caller's account
 * @throws Refusal `token/incomplete` where a group depends on a claim that the token leaves out: whoever
 * could be a member or not may be neither allowed as the one nor as the other
 */
export function groupIdsOf(
  { memberships: { byProductGroup, byClaim } }: Snapshot,
  { credential, claimedGroups = NO_CLAIMS }: Principal,
  productGroupIds: readonly string[],
): ReadonlySet<string> {
  const byValue = credential.provider === undefined ? undefined : byClaim.get(credential.provider)
  if (claimedGroups === 'left-out' && byValue !== undefined) {
    throw new Refusal('token/incomplete', { detail: 'the token leaves its groups out' })
  }
  const claimed = claimedGroups === 'left-out' ? NO_CLAIMS : claimedGroups
  const known = remembered.get(claimed)
  if (known !== undefined && known.byValue === byValue && productGroupIds.length === 0) {
    return known.groups
  }
  const groups = new Set([
    ...productGroupIds.flatMap((id) => byProductGroup.get(id) ?? []),
    ...claimed.flatMap((value) => byValue?.get(value) ?? []),
  ])
  if (productGroupIds.length === 0) remembered.set(claimed, { byValue, groups })
  return groups
}

const NO_CLAIMS: readonly string[] = []

/** A token that is known already claims the very same list at every call. */
const remembered = new WeakMap<
  readonly string[],
  {
    readonly byValue: ReadonlyMap<string, readonly string[]> | undefined
    readonly groups: ReadonlySet<string>
  }
>()
