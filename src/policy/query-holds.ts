import { queryMembers as membersOf } from '../lib/query-members.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Call } from './call.ts'
import type { QueryCondition, ResourceRule } from './resource-rule.ts'

/** Whether the query of a call is what a rule asks for. */
export type QueryTest = (call: Call) => boolean

/**
 * Servers differ in what they make of a name that is sent twice: the first, the last, all of them. So
 * it fulfils no condition of a rule that allows, and each of one that denies.
 * @throws Refusal `policy/unavailable` for a condition of a kind that is not known here
 */
export function compileQuery(
  conditions: readonly QueryCondition[],
  effect: ResourceRule['effect'],
): QueryTest {
  const tests = conditions.map((condition) => {
    const fits = valueTest(condition)
    return (params: Params) => {
      const values = params.get(condition.name) ?? []
      return values.length > 1 ? effect === 'deny' : fits(values[0])
    }
  })
  return (call) => {
    const params = paramsOf(call)
    return tests.every((holds) => holds(params))
  }
}

/** All values by their names, in their order. */
type Params = ReadonlyMap<string, readonly string[]>

// Of the call that was asked about last, since all questions about one come one after the other.
let last: { readonly call: Call; readonly params: Params } | undefined

/** Taken apart once for a call, however many rules ask. */
export function paramsOf(call: Call): Params {
  if (last?.call !== call) last = { call, params: paramsIn(call.query) }
  return last.params
}

function paramsIn(query: string): Params {
  if (query === '') return NONE
  const params = new Map<string, string[]>()
  for (const [name, value] of membersOf(query)) {
    const values = params.get(name)
    if (values === undefined) params.set(name, [value])
    else values.push(value)
  }
  return params
}

const NONE: Params = new Map()

function valueTest(condition: QueryCondition): (value: string | undefined) => boolean {
  if ('equals' in condition) return (value) => value === condition.equals
  if ('in' in condition) {
    const values = new Set(condition.in)
    return (value) => value !== undefined && values.has(value)
  }
  switch (condition.is) {
    case 'present':
      return (value) => value !== undefined
    case 'absent':
      return (value) => value === undefined
  }
  throw new Refusal('policy/unavailable', { detail: 'a query condition of an unknown kind' })
}
