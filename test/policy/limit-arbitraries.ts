import fc from 'fast-check'
import {
  LIMIT_SCOPES,
  type BudgetRules,
  type DestructiveLimit,
  type LimitRule,
} from '../../src/policy/limit-rule.ts'
import { RULE_STATES } from '../../src/policy/rule-state.ts'
import { ids, shownNames, whos, type Names } from './rule-arbitraries.ts'

const windows = {
  points: fc.integer({ min: 1, max: 1_000_000 }),
  seconds: fc.integer({ min: 1, max: 86_400 }),
}

export function limitRules(names: Names): fc.Arbitrary<LimitRule> {
  return fc.record(
    {
      id: ids,
      name: shownNames,
      state: fc.constantFrom(...RULE_STATES),
      per: fc.constantFrom(...LIMIT_SCOPES),
      who: whos(names),
      ...windows,
      burst: fc.record(windows),
    },
    { requiredKeys: ['id', 'name', 'state', 'per', 'points', 'seconds'] },
  )
}

export const destructiveLimits: fc.Arbitrary<DestructiveLimit> = fc.record({
  perHour: fc.integer({ min: 1, max: 100_000 }),
  state: fc.constantFrom(...RULE_STATES),
})

export function budgetRules({ groups }: Pick<Names, 'groups'>): fc.Arbitrary<BudgetRules> {
  return fc.record({
    reservePercent: fc.integer({ min: 0, max: 90 }),
    lowPriority: fc.subarray([...groups]),
    weights: fc
      .tuple(fc.subarray([...groups]), fc.integer({ min: 2, max: 100 }))
      .map(([some, weight]) => some.map((group) => ({ group, weight }))),
  })
}
