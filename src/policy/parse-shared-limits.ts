import { idFault, repeatsIn } from '../identity/providers/check-text.ts'
import { distinct, list, members, text, whole } from '../identity/providers/parse-fields.ts'
import type { Parsed } from '../lib/fault.ts'
import type { BudgetRules, DestructiveLimit } from './limit-rule.ts'
import { parseBy, stateField } from './parse-rule-fields.ts'

const PER_HOUR_MAX = 100_000
const WEIGHT_MAX = 100
const GROUPS_MAX = 50

const destructive = members(
  { perHour: whole(1, PER_HOUR_MAX), state: stateField },
  'Must be an object with perHour and state, or left out.',
)

/** From its JSON form. */
export function parseDestructive(input: unknown): Parsed<DestructiveLimit> {
  return parseBy(destructive, input)
}

const group = text('Must be the id of a group.', idFault)
const weight = members(
  { group, weight: whole(2, WEIGHT_MAX) },
  'Must be an object with group and weight.',
)

const budget = members(
  {
    reservePercent: whole(0, 90),
    lowPriority: distinct(
      group,
      GROUPS_MAX,
      'Must be a list of ids of groups; it may be empty.',
      0,
    ),
    weights: list(
      weight,
      GROUPS_MAX,
      'Must be a list; with an empty one all callers have the same share.',
      0,
    ).superRefine((weights, context) => {
      for (const index of repeatsIn(weights.map((each) => each.group))) {
        const message = 'This group stands further up already.'
        context.addIssue({ code: 'custom', path: [index, 'group'], message })
      }
    }),
  },
  'Must be an object with reservePercent, lowPriority and weights, or left out.',
)

/** From its JSON form. Whether the groups exist is for `checkReferences` to say. */
export function parseBudget(input: unknown): Parsed<BudgetRules> {
  return parseBy(budget, input)
}
