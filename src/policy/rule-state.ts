/** `shadow`: what the rule would do is recorded, and nothing is stopped or let through by it. */
export const RULE_STATES = ['on', 'shadow', 'off'] as const
export type RuleState = (typeof RULE_STATES)[number]
