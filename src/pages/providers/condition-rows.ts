import type { Condition } from '../../identity/providers/provider.ts'
import type { Fault } from '../../lib/fault.ts'
import { listOf } from './form-texts.ts'
import type { ConditionRow } from './provider-form.ts'

/** How a row compares; a text, unless the operator says otherwise. */
export const OPERATORS: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'equals', label: 'is exactly' },
  { value: 'in', label: 'is one of' },
  { value: 'prefix', label: 'begins with' },
  { value: 'glob', label: 'fits the pattern' },
  { value: 'number', label: 'is the number' },
  { value: 'true', label: 'is true' },
  { value: 'false', label: 'is false' },
]

/** Conditions as far as rows can show them: one level, one operator each. */
export interface ConditionRows {
  readonly match: 'all' | 'any' | 'none'
  readonly rows: readonly ConditionRow[]
}

/**
 * The rows that say the same as a condition. Undefined when none do: a deeper tree, an empty list,
 * values that a text field would change.
 */
export function rowsOf(condition: Condition): ConditionRows | undefined {
  if ('all' in condition) return listed('all', condition.all)
  if ('any' in condition) return listed('any', condition.any)
  if ('none' in condition) return listed('none', condition.none)
  return listed('all', [condition])
}

function listed(match: ConditionRows['match'], list: readonly Condition[]) {
  const rows = list.map(rowOf).filter((row) => row !== undefined)
  // An empty list is not the same as no condition: `any` of nothing admits nobody.
  return rows.length === 0 || rows.length < list.length ? undefined : { match, rows }
}

function rowOf(condition: Condition): ConditionRow | undefined {
  if (!('claim' in condition)) return undefined
  const { claim } = condition
  if (claim !== claim.trim()) return undefined
  if ('prefix' in condition) return textRow(claim, 'prefix', condition.prefix)
  if ('glob' in condition) return textRow(claim, 'glob', condition.glob)
  if ('in' in condition) {
    const isPlain = condition.in.length > 0 && condition.in.every(isListable)
    return isPlain ? { claim, operator: 'in', value: condition.in.join('\n') } : undefined
  }
  const { equals } = condition
  if (typeof equals === 'string') return textRow(claim, 'equals', equals)
  if (typeof equals === 'number') return { claim, operator: 'number', value: String(equals) }
  return { claim, operator: String(equals), value: '' }
}

function textRow(claim: string, operator: string, value: string): ConditionRow | undefined {
  return /[\r\n]|^\s|\s$/.test(value) ? undefined : { claim, operator, value }
}

function isListable(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !/[,\r\n]|^\s|\s$/.test(value)
}

/**
 * A condition of the rows, for the provider's parser to check; undefined without rows.
 * @param path of the condition, for the faults
 */
export function conditionOf(
  { match, rows }: { readonly match: string; readonly rows: readonly ConditionRow[] },
  path: string,
): { readonly when: object | undefined; readonly faults: readonly Fault[] } {
  const faults = rows.flatMap((row, at) => {
    const says = faultOf(row)
    return says === undefined ? [] : { path: `${path}.${match}.${String(at)}.value`, says }
  })
  const list = rows.map(comparisonOf)
  if (list.length === 0) return { when: undefined, faults }
  if (match === 'all' && list.length === 1) return { when: list[0], faults }
  return { when: { [match]: list }, faults }
}

function faultOf({ operator, value }: ConditionRow): string | undefined {
  if (operator === 'number' && !isNumber(value)) return 'Give a number, such as 42.'
  // Joining the lines would make a value that nobody meant, which `none` of these would let pass.
  const isOne = ['equals', 'prefix', 'glob'].includes(operator)
  return isOne && value.includes('\n') ? ONE_VALUE : undefined
}

const ONE_VALUE = 'Leave out the line breaks, or choose “is one of” for several values.'

function comparisonOf({ claim, operator, value }: ConditionRow): object {
  switch (operator) {
    case 'true':
    case 'false':
      return { claim, equals: operator === 'true' }
    case 'number':
      return { claim, equals: isNumber(value) ? Number(value) : value }
    case 'in':
      return { claim, in: listOf(value, /[,\n]/) }
    default:
      return { claim, [operator]: value }
  }
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text))
}
