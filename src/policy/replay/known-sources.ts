import type { CallEvent, SeenCaller } from '../../audit/audit-event.ts'
import type { Group, GroupSource } from '../group.ts'
import type { Snapshot } from '../snapshot.ts'

/** What is known of a caller's memberships. */
export interface KnownSources {
  /** Whether the caller is in a group, as far as that follows from what is known. */
  isIn(group: Group): boolean | undefined
  /** Of two groups with one name the caller is in both or in none. */
  nameOf(group: Group): string
  /** Whether it helps to know which groups of the product the caller is in. */
  hangsOnProduct(group: Group): boolean
  /** The same, with what the product says today where the record says nothing. */
  withProduct(productGroupIds: ReadonlySet<string>): KnownSources
}

/**
 * What a record proves of the groups that its caller was in: of other groups as well, since who is in none
 * of a group's sources is in no other group because of them.
 * @param then the rules by which it was decided
 */
export function knownSources(event: CallEvent, seen: SeenCaller, then: Snapshot): KnownSources {
  const inGroups = new Set(seen.groups)
  const couldBe = (source: GroupSource) =>
    source.from === 'product'
      ? event.accountId !== undefined
      : event.credentialKind === 'provider-token' && source.provider === seen.provider
  const wasAsked = ({ from }: GroupSource) => from === 'provider' || then.needsProductGroups
  const { groups } = then.document
  const without = groups.filter(({ id }) => !inGroups.has(id)).flatMap(({ sources }) => sources)
  const no = new Set(without.filter(wasAsked).map(nameOfSource))
  // Of each list at least one has the caller.
  const lists = groups
    .filter(({ id }) => inGroups.has(id))
    .map(({ sources }) => sources.filter(couldBe).map(nameOfSource))
    .map((names) => names.filter((name) => !no.has(name)))
    .filter((names) => names.length > 0)

  const left = ({ sources }: Group) =>
    sources.filter((source) => couldBe(source) && !no.has(nameOfSource(source)))
  const isIn = (group: Group) => {
    const names = new Set(left(group).map(nameOfSource))
    if (names.size === 0) return false
    return lists.some((list) => list.every((name) => names.has(name))) ? true : undefined
  }
  return {
    isIn,
    nameOf: (group) => named(left(group)),
    hangsOnProduct: (group) => left(group).some(isOfProduct),
    withProduct(productGroupIds) {
      const claims = (group: Group) => left(group).filter((source) => !isOfProduct(source))
      const hasNow = (source: GroupSource) =>
        source.from === 'product' && productGroupIds.has(source.groupId)
      return {
        isIn(group) {
          const known = isIn(group)
          if (known !== undefined) return known
          if (left(group).some(hasNow)) return true
          return claims(group).length === 0 ? false : undefined
        },
        nameOf: (group) => named(claims(group)),
        hangsOnProduct: () => false,
        withProduct: () => {
          throw new Error('the product was asked already')
        },
      }
    },
  }
}

function named(sources: readonly GroupSource[]): string {
  return [...new Set(sources.map(nameOfSource))].sort().join('\n')
}

function isOfProduct({ from }: GroupSource): boolean {
  return from === 'product'
}

function nameOfSource(source: GroupSource): string {
  return source.from === 'product'
    ? `product ${source.groupId}`
    : `provider ${source.provider} ${source.value}`
}
