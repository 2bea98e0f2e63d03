import type { PolicyDocument } from './policy-document.ts'

/**
 * Ids of the policy's groups that the owner of a token to be made is in, by the product's word, as far as
 * a rule about tokens depends on it: otherwise nobody is asked.
 * @param ofAccount ids of the product's groups that the owner is in
 */
export async function ownerGroupsOf(
  { groups }: PolicyDocument,
  ofAccount: () => Promise<readonly string[]>,
): Promise<ReadonlySet<string>> {
  const asked = groups.filter(
    ({ tokenDaysMax, liveTokensMax, sources }) =>
      (tokenDaysMax !== undefined || liveTokensMax !== undefined) &&
      sources.some(({ from }) => from === 'product'),
  )
  if (asked.length === 0) return new Set()
  const theirs = new Set(await ofAccount())
  const isIn = ({ sources }: (typeof groups)[number]) =>
    sources.some((source) => source.from === 'product' && theirs.has(source.groupId))
  return new Set(asked.filter(isIn).map(({ id }) => id))
}
