import type { Group, GroupSource } from './group.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { Who } from './who.ts'

/** Ids of the policy's groups by where their members come from. */
export interface Memberships {
  /** By the product's id of its group. */
  readonly byProductGroup: ReadonlyMap<string, readonly string[]>
  /** By provider, and then by value of its groups claim. */
  readonly byClaim: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>
}

export function membershipsOf(groups: readonly Group[]): Memberships {
  const byProductGroup = new Map<string, string[]>()
  const byClaim = new Map<string, Map<string, string[]>>()
  for (const { id, sources } of groups) {
    for (const source of sources) add(membersOf(source, byProductGroup, byClaim), source, id)
  }
  return { byProductGroup, byClaim }
}

type Members = Map<string, string[]>

function membersOf(source: GroupSource, ofProduct: Members, byClaim: Map<string, Members>) {
  if (source.from === 'product') return ofProduct
  const members = byClaim.get(source.provider) ?? new Map<string, string[]>()
  byClaim.set(source.provider, members)
  return members
}

function add(members: Members, source: GroupSource, id: string): void {
  const name = source.from === 'product' ? source.groupId : source.value
  members.set(name, [...(members.get(name) ?? []), id])
}

/**
 * Whether what the caller may do depends on a group of the product, so that the product has to be asked.
 * A group that nothing refers to, or that only a rule which is off does, changes nothing.
 */
export function dependsOnProductGroups(document: PolicyDocument): boolean {
  const used = new Set(usedGroups(document))
  return document.groups.some(
    ({ id, sources, tokenDaysMax, liveTokensMax }) =>
      (used.has(id) || tokenDaysMax !== undefined || liveTokensMax !== undefined) &&
      sources.some(({ from }) => from === 'product'),
  )
}

function usedGroups({ groups, access, resources, limits }: PolicyDocument): readonly string[] {
  const { mayCall, readOnly, fullAccess, mayHoldTokens } = access
  const rules = [...resources, ...limits.rules].filter(({ state }) => state !== 'off')
  // A limit for each group counts in every one that the caller is in.
  const countsAll = limits.rules.some(({ state, per }) => state !== 'off' && per === 'group')
  return [
    ...[mayCall, readOnly, fullAccess, mayHoldTokens].filter((each) => each !== 'everyone').flat(),
    ...rules.flatMap(({ who }) => (who === undefined ? [] : groupsIn(who))),
    ...(countsAll ? groups.map(({ id }) => id) : []),
  ]
}

function groupsIn(who: Who): readonly string[] {
  if ('all' in who) return who.all.flatMap(groupsIn)
  if ('any' in who) return who.any.flatMap(groupsIn)
  if ('none' in who) return who.none.flatMap(groupsIn)
  return 'group' in who ? [who.group] : []
}
