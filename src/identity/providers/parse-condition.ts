import { z } from 'zod'
import type { Fault, Parsed } from '../../lib/fault.ts'
import { FAULTS_MAX, faultsAt, faultsOf } from '../../lib/input-faults.ts'
import { globFault } from './check-resource.ts'
import { lineFault, unfilledFault } from './check-text.ts'
import { memberOf } from './draft-members.ts'
import { claimPath, list, members, text } from './parse-fields.ts'
import type { Condition } from './provider.ts'

const DEPTH_MAX = 8
/** Conditions that have none inside, in one tree. */
const LEAVES_MAX = 200
const GROUPS_MAX = 200
const VALUE_LENGTH_MAX = 1000

const NEEDED =
  'Must be an object with one of all, any or none and a list of conditions, or with claim and one of equals, prefix, glob or in.'

/**
 * A condition tree. Walked by hand and not by a schema that contains itself: how deep and how large it
 * is has to be seen before anything goes down it. What exceeds a limit is not looked at.
 */
export function parseCondition(input: unknown): Parsed<Condition> {
  const tree: Tree = { faults: [], leaves: 0, groups: 0 }
  const value = walk(input, [], tree)
  if (tree.leaves > LEAVES_MAX) {
    tree.faults.push({ path: '', says: `Use at most ${LEAVES_MAX} conditions in a rule.` })
  }
  if (tree.groups > GROUPS_MAX) {
    tree.faults.push({ path: '', says: `Use at most ${GROUPS_MAX} groups in a rule.` })
  }
  if (value === undefined || tree.faults.length > 0) return { kind: 'refused', faults: tree.faults }
  return { kind: 'accepted', value }
}

interface Tree {
  readonly faults: Fault[]
  leaves: number
  groups: number
}

function isSpent({ faults, leaves, groups }: Tree): boolean {
  return faults.length >= FAULTS_MAX || leaves > LEAVES_MAX || groups > GROUPS_MAX
}

type Place = readonly (string | number)[]

function walk(input: unknown, place: Place, tree: Tree): Condition | undefined {
  const operators = operatorsIn(input)
  const [operator] = operators
  if (operators.length === 1 && isGroup(operator)) return walkGroup(operator, input, place, tree)
  tree.leaves += 1
  if (operators.length > 1) {
    refuse(tree, place, [
      { path: '', says: `Has ${operators.join(' and ')}; use only one of them.` },
    ])
    return undefined
  }
  if (operator === undefined || isGroup(operator)) {
    refuse(tree, place, [{ path: '', says: NEEDED }])
    return undefined
  }
  const read = LEAVES[operator].safeParse(input)
  if (!read.success) refuse(tree, place, faultsOf(read.error.issues))
  return read.data
}

function walkGroup(group: Group, input: unknown, place: Place, tree: Tree): Condition | undefined {
  tree.groups += 1
  const level = place.length / 2 + 1
  if (level >= DEPTH_MAX) {
    refuse(tree, place, [{ path: '', says: `Nest conditions at most ${DEPTH_MAX} levels deep.` }])
    return undefined
  }
  const read = GROUPS[group].safeParse(input)
  if (!read.success) refuse(tree, place, faultsOf(read.error.issues))
  const inside = memberOf(input, group)
  const parts: Condition[] = []
  for (const [index, each] of Array.isArray(inside) ? inside.entries() : []) {
    if (isSpent(tree)) break
    const part = walk(each, [...place, group, index], tree)
    if (part !== undefined) parts.push(part)
  }
  if (group === 'all') return { all: parts }
  return group === 'any' ? { any: parts } : { none: parts }
}

function refuse(tree: Tree, place: Place, faults: readonly Fault[]): void {
  tree.faults.push(...(place.length === 0 ? faults : faultsAt(place.join('.'), faults)))
}

const SCALAR = 'Must be a text, a number, true or false.'
const scalar = z
  .union([z.string(), z.number(), z.boolean()], { error: SCALAR })
  .superRefine((value, context) => {
    const says = typeof value === 'string' ? valueFault(value) : numberFault(value)
    if (says !== undefined) context.addIssue({ code: 'custom', message: says })
  })

// JSON readers round such numbers, and would take neighbours for the same one.
function numberFault(value: number | boolean): string | undefined {
  if (typeof value === 'boolean' || !Number.isInteger(value) || Number.isSafeInteger(value)) {
    return undefined
  }
  return 'This number is too large to be told from its neighbours; use a claim that has it as text.'
}

function valueFault(value: string): string | undefined {
  if (value.length > VALUE_LENGTH_MAX) return `Use at most ${VALUE_LENGTH_MAX} characters.`
  // A line end that came with a paste fits no claim, and under `none` it keeps nobody out.
  return lineFault(value) ?? unfilledFault(value)
}

const EMPTY_PREFIX = 'An empty beginning fits every text; say what it has to begin with.'
const prefix = text('Must be a text.', (value) => (value === '' ? EMPTY_PREFIX : valueFault(value)))
const glob = text(
  'Must be a text.',
  (value) => globFault(value) ?? lineFault(value) ?? unfilledFault(value),
)
const values = list(scalar, LEAVES_MAX, 'List at least one value.')

const LEAVES = {
  equals: members({ claim: claimPath, equals: scalar }, NEEDED),
  prefix: members({ claim: claimPath, prefix }, NEEDED),
  glob: members({ claim: claimPath, glob }, NEEDED),
  in: members({ claim: claimPath, in: values }, NEEDED),
}

const parts = z
  .array(z.unknown(), { error: 'Must be a list of conditions.' })
  .min(1, { error: 'List at least one condition.' })
const GROUPS = {
  all: members({ all: parts }, NEEDED),
  any: members({ any: parts }, NEEDED),
  none: members({ none: parts }, NEEDED),
}
type Group = keyof typeof GROUPS
type Operator = Group | keyof typeof LEAVES
// What the tables above have, and nothing else.
const OPERATORS = [...Object.keys(GROUPS), ...Object.keys(LEAVES)] as Operator[]

function operatorsIn(input: unknown): Operator[] {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return []
  return OPERATORS.filter((each) => Object.hasOwn(input, each))
}

function isGroup(operator: Operator | undefined): operator is Group {
  return operator !== undefined && Object.hasOwn(GROUPS, operator)
}
