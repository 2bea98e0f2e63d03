import type { Group } from './group.ts'
import type { PolicyDocument } from './policy-document.ts'

/**
 * Ids of the policy's groups that the owner of a token to be made is in, by the product's word, as far as
 * a rule about tokens depends on it: otherwise nobody is asked.
 * @param ofAccount ids of the product's groups that the owner is in
 * @param matters which groups the answer is wanted of; those that bound tokens, if nothing else is said
 */
export async function ownerGroupsOf(
  { groups }: PolicyDocument,
  ofAccount: () => Promise<readonly string[]>,
  matters: (group: Group) => boolean = boundsTokens,
): Promise<ReadonlySet<string>> {
  const asked = groups.filter((group) => matters(group) && group.sources.some(isOfProduct))
  if (asked.length === 0) return new Set()
  const theirs = new Set(await ofAccount())
  const isIn = ({ sources }: Group) =>
    sources.some((source) => source.from === 'product' && theirs.has(source.groupId))
  return new Set(asked.filter(isIn).map(({ id }) => id))
}

/** Whether a group says how long its members' tokens live, or how many they may be. */
export function boundsTokens({ tokenDaysMax, liveTokensMax }: Group): boolean {
  return tokenDaysMax !== undefined || liveTokensMax !== undefined
}

function isOfProduct({ from }: Group['sources'][number]): boolean {
  return from === 'product'
}
