import { subjectOf } from './check-claims.ts'
import { failed } from './finding.ts'
import type { IntrospectionAnswer } from './key-source.ts'
import type { Provider } from '../providers/provider.ts'
import type { CheckFinding } from './token-findings.ts'

/**
 * The checks of an introspection answer, with a subject that repeats the token refused: subjects are
 * recorded and shown, tokens never.
 */
export function withoutEcho(
  checks: readonly CheckFinding[],
  answer: IntrospectionAnswer,
  { subjectClaim }: Pick<Provider, 'subjectClaim'>,
  tokenText: string,
): readonly CheckFinding[] {
  if (subjectOf(answer, subjectClaim)?.includes(tokenText) !== true) return checks
  const echo = failed('subject', `The claim ${subjectClaim} repeats the token itself.`)
  return checks.map((each) => (each.check === 'subject' ? echo : each))
}
