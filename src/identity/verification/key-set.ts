import type { KeyObject } from 'node:crypto'
import type { SigningAlgorithm } from '../providers/provider.ts'

/** One key that signatures of a provider are verified with. */
export interface VerificationKey {
  /** As the key set names it; pasted keys have none and fit every `kid`. */
  readonly kid: string | undefined
  /** Algorithms that this key may be used with, by its type, curve, size and own `alg`. */
  readonly algorithms: readonly SigningAlgorithm[]
  readonly key: KeyObject
  /** SHA-256 of the key itself: the same key in a later set has the same one. */
  readonly thumbprint: string
}

/** The usable keys of a provider at one time; a new object whenever the set was read anew. */
export interface KeySet {
  readonly keys: readonly VerificationKey[]
}
