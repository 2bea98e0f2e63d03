import { members, whole } from '../identity/providers/parse-fields.ts'
import type { Parsed } from '../lib/fault.ts'
import { parseBy } from './parse-rule-fields.ts'
import type { TokenRules } from './token-rules.ts'

const rules = members(
  { liveMax: whole(1, 1000).optional(), idleDays: whole(1, 365).optional() },
  'Must be an object with, as you want it, liveMax and idleDays; an empty one sets no limit.',
)

/** What holds for all API tokens, from its JSON form. */
export function parseTokenRules(input: unknown): Parsed<TokenRules> {
  return parseBy(rules, input)
}
