import type { KeySet, VerificationKey } from './key-set.ts'
import type { CompactJws } from './unverified-jws.ts'

// Bounds the work that one token can cause.
const CANDIDATES_MAX = 8

/**
 * The keys that a token may have been signed with, likeliest first, at most 8: of the right
 * algorithm, and not of another name. The names decide only which keys are tried, never whether a
 * signature holds.
 */
export function fittingKeys(
  { keys }: KeySet,
  { alg, kid }: Pick<CompactJws, 'alg' | 'kid'>,
): readonly VerificationKey[] {
  const fitting = keys.filter((key) => key.algorithms.some((each) => each === alg))
  if (kid === undefined) return fitting.slice(0, CANDIDATES_MAX)
  const named = fitting.filter((key) => key.kid === kid)
  const nameless = fitting.filter((key) => key.kid === undefined)
  return [...named, ...nameless].slice(0, CANDIDATES_MAX)
}
