import { z } from 'zod'
import { lineFault, repeatsIn } from '../identity/providers/check-text.ts'
import { memberOf } from '../identity/providers/draft-members.ts'
import { distinct, list, members, readBy, text } from '../identity/providers/parse-fields.ts'
import type { Parsed } from '../lib/fault.ts'
import { parseBy } from './parse-rule-fields.ts'
import type { QueryCondition } from './resource-rule.ts'

const CONDITIONS_MAX = 20
const VALUES_MAX = 100
const NAME_LENGTH_MAX = 200
const VALUE_LENGTH_MAX = 1000

const NEEDED = 'Must be an object with name and one of is (present or absent), equals or in.'
const NAME = 'Give the name of the parameter.'

const name = text(NAME, (value) => {
  if (value === '') return NAME
  return value.length > NAME_LENGTH_MAX
    ? `Use at most ${NAME_LENGTH_MAX} characters.`
    : lineFault(value)
})
const value = text('Must be a text, as it stands in the query once it is decoded.', (each) =>
  each.length > VALUE_LENGTH_MAX ? `Use at most ${VALUE_LENGTH_MAX} characters.` : lineFault(each),
)

const KINDS: Readonly<Record<string, z.ZodType<QueryCondition>>> = {
  is: members(
    { name, is: z.enum(['present', 'absent'], { error: 'Must be present or absent.' }) },
    NEEDED,
  ),
  equals: members({ name, equals: value }, NEEDED),
  in: members({ name, in: distinct(value, VALUES_MAX, 'List at least one value.') }, NEEDED),
}

/** What of the query a rule asks for, each parameter once. */
export const queryConditions = list(
  readBy(parseQueryCondition),
  CONDITIONS_MAX,
  'List at least one condition, or leave query out.',
).superRefine((conditions, context) => {
  for (const index of repeatsIn(conditions.map((each) => each.name))) {
    const message = 'Another condition is about this parameter already.'
    context.addIssue({ code: 'custom', path: [index, 'name'], message })
  }
})

function parseQueryCondition(input: unknown): Parsed<QueryCondition> {
  const found = Object.entries(KINDS).filter(([kind]) => memberOf(input, kind) !== undefined)
  const [first] = found
  if (first !== undefined && found.length === 1) return parseBy(first[1], input)
  const says =
    found.length > 1
      ? `Has ${found.map(([kind]) => kind).join(' and ')}; use only one of them.`
      : NEEDED
  return { kind: 'refused', faults: [{ path: '', says }] }
}
