import { z } from 'zod'
import type { Fault, Parsed } from '../../lib/fault.ts'
import { FAULTS_MAX, faultsAt, faultsOf } from '../../lib/input-faults.ts'
import { memberOf } from './draft-members.ts'
import { members } from './parse-fields.ts'

const DEPTH_MAX = 8

/** Leaves, and what joins them by and, or and not. */
export type Tree<Leaf> =
  | { readonly all: readonly Tree<Leaf>[] }
  | { readonly any: readonly Tree<Leaf>[] }
  | { readonly none: readonly Tree<Leaf>[] }
  | Leaf

export interface TreeForm<Leaf> {
  /** By the member that tells one kind of leaf from another. */
  readonly leaves: Readonly<Record<string, z.ZodType<Leaf>>>
  readonly leavesMax: number
  readonly joinsMax: number
  /** Said of what is neither a leaf nor a join. */
  readonly needed: string
  /** What leaves and joins are called: conditions and groups. */
  readonly words: { readonly leaf: string; readonly join: string }
}

/**
 * Reads a tree. Walked by hand and not by a schema that contains itself: how deep and how large it is
 * has to be seen before anything goes down it. What exceeds a limit is not looked at.
 */
export function treeParser<Leaf>(form: TreeForm<Leaf>): (input: unknown) => Parsed<Tree<Leaf>> {
  const { leaves, leavesMax, joinsMax, needed, words } = form
  const operators = [...JOINS, ...Object.keys(leaves)]
  const lists = listSchemas(needed, words.leaf)
  const tooMany = (max: number, word: string) => `Use at most ${max} ${word}s in a rule.`
  return (input) => {
    const faults: Fault[] = []
    const walk: Walk<Leaf> = { form, operators, lists, faults, leaves: 0, joins: 0 }
    const value = readPart(input, [], walk)
    if (walk.leaves > leavesMax) faults.push({ path: '', says: tooMany(leavesMax, words.leaf) })
    if (walk.joins > joinsMax) faults.push({ path: '', says: tooMany(joinsMax, words.join) })
    if (value === undefined || faults.length > 0) return { kind: 'refused', faults }
    return { kind: 'accepted', value }
  }
}

const JOINS = ['all', 'any', 'none'] as const
type Join = (typeof JOINS)[number]

interface Walk<Leaf> {
  readonly form: TreeForm<Leaf>
  readonly operators: readonly string[]
  readonly lists: ReturnType<typeof listSchemas>
  readonly faults: Fault[]
  /** How many there were so far. */
  leaves: number
  joins: number
}

type Place = readonly (string | number)[]

function readPart<Leaf>(input: unknown, place: Place, walk: Walk<Leaf>): Tree<Leaf> | undefined {
  const { form, operators } = walk
  const found = operatorsIn(input, operators)
  const [operator = ''] = found
  const join = JOINS.find((each) => each === operator)
  if (found.length === 1 && join !== undefined) return readJoin(join, input, place, walk)
  walk.leaves += 1
  const leaf = form.leaves[operator]
  if (found.length !== 1 || leaf === undefined) {
    const isMixed = found.length > 1
    const says = isMixed ? `Has ${found.join(' and ')}; use only one of them.` : form.needed
    refuse(walk, place, [{ path: '', says }])
    return undefined
  }
  const read = leaf.safeParse(input)
  if (!read.success) refuse(walk, place, faultsOf(read.error.issues))
  return read.data
}

function readJoin<Leaf>(
  join: Join,
  input: unknown,
  place: Place,
  walk: Walk<Leaf>,
): Tree<Leaf> | undefined {
  walk.joins += 1
  if (place.length / 2 + 1 >= DEPTH_MAX) {
    const says = `Nest ${walk.form.words.leaf}s at most ${DEPTH_MAX} levels deep.`
    refuse(walk, place, [{ path: '', says }])
    return undefined
  }
  const read = walk.lists[join].safeParse(input)
  if (!read.success) refuse(walk, place, faultsOf(read.error.issues))
  const inside = memberOf(input, join)
  const parts: Tree<Leaf>[] = []
  for (const [index, each] of Array.isArray(inside) ? inside.entries() : []) {
    if (isSpent(walk)) break
    const part = readPart(each, [...place, join, index], walk)
    if (part !== undefined) parts.push(part)
  }
  return joined(join, parts)
}

function isSpent<Leaf>({ form, faults, leaves, joins }: Walk<Leaf>): boolean {
  return faults.length >= FAULTS_MAX || leaves > form.leavesMax || joins > form.joinsMax
}

function joined<Leaf>(join: Join, parts: readonly Tree<Leaf>[]): Tree<Leaf> {
  switch (join) {
    case 'all':
      return { all: parts }
    case 'any':
      return { any: parts }
    case 'none':
      return { none: parts }
  }
}

function refuse<Leaf>({ faults }: Walk<Leaf>, place: Place, found: readonly Fault[]): void {
  faults.push(...faultsAt(place.join('.'), found))
}

function listSchemas(needed: string, leaf: string) {
  const parts = z
    .array(z.unknown(), { error: `Must be a list of ${leaf}s.` })
    .min(1, { error: `List at least one ${leaf}.` })
  return {
    all: members({ all: parts }, needed),
    any: members({ any: parts }, needed),
    none: members({ none: parts }, needed),
  }
}

function operatorsIn(input: unknown, operators: readonly string[]): readonly string[] {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return []
  return operators.filter((each) => Object.hasOwn(input, each))
}
