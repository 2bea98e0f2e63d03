import { z } from 'zod'
import { distinct, members, readBy } from '../identity/providers/parse-fields.ts'
import type { Parsed } from '../lib/fault.ts'
import type { AccessRules } from './group.ts'
import { LISTS } from './list-faults.ts'
import { idField, parseBy } from './parse-rule-fields.ts'

const IDS = 'Must be a list of ids of groups; an empty one is nobody.'
const EVERYONE = 'Must be everyone, or a list of ids of groups; an empty one is nobody.'

const someGroups = distinct(idField('developers'), LISTS.groups.max, IDS, 0)
const everyone = z.literal('everyone', { error: EVERYONE })
const everyoneOrGroups = readBy<AccessRules['mayCall']>((input) =>
  Array.isArray(input) ? parseBy(someGroups, input) : parseBy(everyone, input),
)

const access = members(
  {
    mayCall: everyoneOrGroups,
    readOnly: someGroups,
    fullAccess: someGroups,
    mayHoldTokens: everyoneOrGroups,
  },
  'Must be an object with mayCall, readOnly, fullAccess and mayHoldTokens.',
)

/** What groups are for, from its JSON form. Whether they exist is for `checkReferences` to say. */
export function parseAccess(input: unknown): Parsed<AccessRules> {
  return parseBy(access, input)
}
