import type { Fault } from '../lib/fault.ts'

/** Lists whose entries have ids: how long they may be, and what an entry is called. */
export const LISTS = {
  groups: { max: 200, one: 'group', many: 'groups' },
  resources: { max: 500, one: 'resource rule', many: 'resource rules' },
  bypasses: { max: 100, one: 'bypass', many: 'bypasses' },
  limits: { max: 50, one: 'limit', many: 'limits' },
} as const
export type ListKind = (typeof LISTS)[keyof typeof LISTS]

/** An entry, or what could be read of it. */
export interface Entry {
  readonly id?: string | undefined
}

/** What is wrong with the entries of a list side by side. Paths begin at the list. */
export function listFaults(entries: readonly Entry[], { max, one, many }: ListKind): Fault[] {
  if (entries.length > max) return [{ path: '', says: `Use at most ${max} ${many}.` }]
  const count = new Map<string | undefined, number>()
  for (const { id } of entries) count.set(id, (count.get(id) ?? 0) + 1)
  // Told at each of them: which one is to change is for whoever changes one to say.
  return entries.flatMap(({ id }, index) =>
    id !== undefined && (count.get(id) ?? 0) > 1
      ? [{ path: `${index}.id`, says: `Another ${one} has this id too.` }]
      : [],
  )
}
