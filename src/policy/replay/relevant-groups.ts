import type { Group } from '../group.ts'
import type { PolicyDocument } from '../policy-document.ts'
import type { Who } from '../who.ts'

const remembered = new WeakMap<PolicyDocument, readonly Group[]>()

/** The groups that what becomes of a call can depend on. */
export function relevantGroups(document: PolicyDocument): readonly Group[] {
  const known = remembered.get(document)
  if (known !== undefined) return known
  const { access, groups, resources } = document
  const { mayCall, readOnly, fullAccess, mayHoldTokens } = access
  const named = new Set([
    ...[mayCall, readOnly, fullAccess, mayHoldTokens].filter((each) => each !== 'everyone').flat(),
    ...resources
      .filter(({ state, who }) => state === 'on' && who !== undefined)
      .flatMap(({ who = { all: [] } }) => groupsIn(who)),
  ])
  const relevant = groups.filter(
    ({ id, tokenDaysMax }) => named.has(id) || tokenDaysMax !== undefined,
  )
  remembered.set(document, relevant)
  return relevant
}

function groupsIn(who: Who): readonly string[] {
  if ('all' in who) return who.all.flatMap(groupsIn)
  if ('any' in who) return who.any.flatMap(groupsIn)
  if ('none' in who) return who.none.flatMap(groupsIn)
  return 'group' in who ? [who.group] : []
}
