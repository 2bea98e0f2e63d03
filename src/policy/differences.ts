import type { ChangeEvent } from '../audit/audit-event.ts'
import { changeFacts, entryFacts } from './change-facts.ts'

type Facts = ChangeEvent['facts']

/** What an audit event tells; the subject is an id, or absent where the tenant as a whole is meant. */
export interface Difference {
  readonly kind: ChangeEvent['kind']
  readonly subject?: string
  readonly facts: Facts
}

interface Entry {
  readonly id: string
  readonly name: string
}

/** How entries of a list are told of. */
export interface Telling<T> {
  readonly of: 'provider' | 'group' | 'resource' | 'bypass' | 'limit'
  readonly facts: (entry: T) => Facts
  readonly changes: (before: T, after: T) => Facts | undefined
}

/** With all their members: for entries that hold no secrets. */
export function inFull(of: Telling<Entry>['of']): Telling<Entry> {
  return { of, facts: entryFacts, changes: changeFacts }
}

/** One for each entry that was added, changed or removed, whatever the order of the lists. */
export function between<T extends Entry>(
  before: readonly T[],
  after: readonly T[],
  { of, facts, changes }: Telling<T>,
): Difference[] {
  const [then, now] = [byId(before), byId(after)]
  const differ = (what: 'added' | 'removed', list: readonly T[]) =>
    list.map((entry): Difference => {
      return { kind: `${of}.${what}`, subject: entry.id, facts: facts(entry) }
    })
  const changed = after.flatMap((entry): Difference[] => {
    const old = then.get(entry.id)
    const found = old === undefined ? undefined : changes(old, entry)
    if (found === undefined) return []
    return [{ kind: `${of}.changed`, subject: entry.id, facts: { name: entry.name, ...found } }]
  })
  return [
    ...differ(
      'added',
      after.filter(({ id }) => !then.has(id)),
    ),
    ...changed,
    ...differ(
      'removed',
      before.filter(({ id }) => !now.has(id)),
    ),
  ]
}

/** One, or none where nothing differs. */
export function ofPart(kind: ChangeEvent['kind'], before: object, after: object): Difference[] {
  const facts = changeFacts(before, after)
  return facts === undefined ? [] : [{ kind, facts }]
}

function byId<T extends Entry>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((entry) => [entry.id, entry]))
}
