import { z } from 'zod'
import type { Parsed } from '../../lib/fault.ts'
import { globFault } from './check-resource.ts'
import { lineFault, unfilledFault } from './check-text.ts'
import { claimPath, list, members, text } from './parse-fields.ts'
import { treeParser } from './parse-tree.ts'
import type { Condition } from './provider.ts'

/** Conditions that have none inside, in one tree. */
const LEAVES_MAX = 200
const GROUPS_MAX = 200
const VALUE_LENGTH_MAX = 1000

const NEEDED =
  'Must be an object with one of all, any or none and a list of conditions, or with claim and one of equals, prefix, glob or in.'

/** What has no conditions inside. */
type Leaf = Extract<Condition, { readonly claim: unknown }>

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

const leaves: Readonly<Record<string, z.ZodType<Leaf>>> = {
  equals: members({ claim: claimPath, equals: scalar }, NEEDED),
  prefix: members({ claim: claimPath, prefix }, NEEDED),
  glob: members({ claim: claimPath, glob }, NEEDED),
  in: members({ claim: claimPath, in: values }, NEEDED),
}

/** A condition tree. */
export const parseCondition: (input: unknown) => Parsed<Condition> = treeParser({
  leaves,
  leavesMax: LEAVES_MAX,
  joinsMax: GROUPS_MAX,
  needed: NEEDED,
  words: { leaf: 'condition', join: 'group' },
})
