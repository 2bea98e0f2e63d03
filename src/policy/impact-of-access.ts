import { listed, type NameOf } from './caller-words.ts'
import { gains, listChanges, loses, when, type Effect } from './impact-effect.ts'
import type { PolicyDocument } from './policy-document.ts'

/** What groups are for that they were not, and the other way round. */
export function impactOfAccess(
  { access: before }: PolicyDocument,
  { access: after }: PolicyDocument,
  nameOf: NameOf,
): Effect[] {
  const members = (ids: readonly string[]) =>
    `Members of ${listed(ids.map((id) => nameOf('groups', id)))}`
  const readers = listChanges(before.readOnly, after.readOnly)
  const full = listChanges(before.fullAccess, after.fullAccess)
  const some = (ids: readonly string[], make: (says: string) => Effect, says: string) =>
    ids.length === 0 ? [] : [make(`${members(ids)}: ${says}`)]
  return [
    ...ofList(before.mayCall, after.mayCall, members, {
      fewer: 'they cannot call any more, unless as members of another group that may.',
      more: 'they may call.',
      only: 'they cannot call any more.',
      all: 'they may call as well.',
    }),
    ...some(readers.added, loses, 'they only read from now on.'),
    ...some(readers.removed, gains, 'they may write, with credentials that may.'),
    ...some(full.removed, loses, 'they may call only what a rule allows.'),
    ...some(full.added, gains, 'they may call all that is served, without a rule that allows it.'),
    ...ofList(before.mayHoldTokens, after.mayHoldTokens, members, {
      fewer: 'their API tokens stop working, unless they are in another group that may hold them.',
      more: 'they may hold API tokens.',
      only: 'their API tokens stop working, except those of administrators and of service accounts.',
      all: 'they may hold API tokens.',
    }),
  ]
}

interface ListWords {
  readonly fewer: string
  readonly more: string
  /** Of who is outside, when from now on only some may, or only some might. */
  readonly only: string
  readonly all: string
}

function ofList(
  before: 'everyone' | readonly string[],
  after: 'everyone' | readonly string[],
  members: (ids: readonly string[]) => string,
  words: ListWords,
): Effect[] {
  const outside = (ids: readonly string[]) =>
    ids.length === 0 ? 'Everybody' : `Everybody but ${lowered(members(ids))}`
  if (before === 'everyone') {
    return after === 'everyone' ? [] : [loses(`${outside(after)}: ${words.only}`)]
  }
  if (after === 'everyone') return [gains(`${outside(before)}: ${words.all}`)]
  const { added, removed } = listChanges(before, after)
  return [
    ...when(removed.length > 0, loses(`${members(removed)}: ${words.fewer}`)),
    ...when(added.length > 0, gains(`${members(added)}: ${words.more}`)),
  ]
}

function lowered(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1)
}
