import type { ShadowFinding } from '../../../audit/audit-reader.ts'
import { callWords, numberWords } from '../../number-words.ts'
import { callerWords, type KnownNames } from '../events/caller-words.ts'
import { shadowUses } from './shadow-uses.ts'

const TOLD_MAX = 10

/** Whose calls a rule would have ended otherwise, each as a sentence; those with the most calls first. */
export function lossWords(
  findings: readonly ShadowFinding[],
  names: KnownNames,
  days: number,
): readonly string[] {
  const uses = shadowUses(findings)
  const told = uses.slice(0, TOLD_MAX).map((use) => {
    const { method, operation, calls } = use
    const time = `in the last ${String(days)} days`
    return `${callerWords(use, names)}: ${callWords(calls)} of ${method} ${operation} ${time}.`
  })
  const more = uses.length - TOLD_MAX
  return more > 0 ? [...told, `And ${numberWords(more)} more callers and operations.`] : told
}
