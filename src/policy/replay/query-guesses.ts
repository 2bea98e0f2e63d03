import type { SeenCaller } from '../../audit/audit-event.ts'
import { comparablePath } from '../comparable-path.ts'
import { certainlyHad, mayHaveHad } from '../kept-of-call.ts'
import type { ResourceRule } from '../resource-rule.ts'
import type { Situation } from '../situation.ts'
import type { Snapshot } from '../snapshot.ts'

/** A value that no rule names, and that is no key of a space. */
const ANOTHER_VALUE = '\n'

/** What one parameter may have been: each entry as it stands in a query, empty for none. */
export interface ParameterGuesses {
  readonly name: string
  readonly ways: readonly string[]
}

/**
 * All that the parameters of a recorded call can have been, as far as these rules tell it apart: the record
 * has their names alone. Those that are certain to be absent are left out.
 */
export function queryGuesses(
  { call, principal }: Situation,
  { queryNames }: SeenCaller,
  snapshots: readonly Snapshot[],
): readonly ParameterGuesses[] {
  const valuesByName = new Map<string, Set<string>>()
  const note = (name: string, values: readonly string[]) => {
    const known = valuesByName.get(name) ?? new Set()
    for (const value of values) known.add(value)
    valuesByName.set(name, known)
  }
  for (const { query = [] } of snapshots.flatMap((each) => rulesOn(each, call.path))) {
    for (const condition of query) {
      if ('equals' in condition) note(condition.name, [condition.equals])
      else note(condition.name, 'in' in condition ? condition.in : [])
    }
  }
  // The one parameter that tells which place a call is about.
  if (principal.places !== undefined && call.product === 'confluence') {
    note('spaceKey', principal.places)
  }

  return [...valuesByName].flatMap(([name, values]) => {
    if (!mayHaveHad(queryNames, name)) return []
    const one = [...values, ANOTHER_VALUE].map((value) => parameter(name, value))
    const twice = `${parameter(name, ANOTHER_VALUE)}&${parameter(name, ANOTHER_VALUE)}`
    const orNone = certainlyHad(queryNames, name) ? [] : ['']
    return [{ name, ways: [...one, twice, ...orNone] }]
  })
}

function rulesOn({ denials, allowances }: Snapshot, called: string): readonly ResourceRule[] {
  const path = comparablePath(called)
  if (path === undefined) return []
  return [...denials(path.folded), ...allowances(path.exact)].map(({ rule }) => rule)
}

function parameter(name: string, value: string): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
}
