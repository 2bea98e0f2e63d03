import type { Fault } from '../lib/fault.ts'
import type { LimitRule } from './limit-rule.ts'

const PER_GROUP_MAX = 5

/** What is wrong with limits side by side: each that counts by group has a count for every group of a caller. */
export function limitsFaults(rules: readonly Pick<LimitRule, 'per'>[]): Fault[] {
  const count = rules.filter(({ per }) => per === 'group').length
  const says = `Use at most ${PER_GROUP_MAX} limits that count for each group.`
  return count > PER_GROUP_MAX ? [{ path: '', says }] : []
}
