import { RULES_OF_CALLERS } from '../built-in-rules.ts'
import { RULES_OF_GRANTS } from '../grant-rules.ts'

const BUILT_IN = new Set([
  ...[...RULES_OF_CALLERS, ...RULES_OF_GRANTS].map(({ rule }) => rule),
  'no-rule-allows',
])

/** Whether it is by the rules that a call was refused, and not by what is counted after them. */
export function isOfTheRules(rule: string): boolean {
  return BUILT_IN.has(rule) || rule.startsWith('resource:')
}
