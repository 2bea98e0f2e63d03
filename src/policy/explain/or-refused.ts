import { Refusal } from '../../lib/refusal.ts'
import type { RefusalCode } from '../../lib/refusal-codes.ts'
import type { RefusedBefore } from './answers.ts'
import { codeWords } from './code-words.ts'

/** What came of a step of the gateway: its refusal is what is asked for here, not a failure. */
export type Tried<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly verdict: RefusedBefore }

/** @throws Refusal `request/invalid-input`: what was asked about is not there, and no gateway refuses that */
export async function orRefused<T>(work: () => T | Promise<T>): Promise<Tried<T>> {
  try {
    return { kind: 'done', value: await work() }
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || thrown.code === 'request/invalid-input') throw thrown
    return { kind: 'refused', verdict: refusedBefore(thrown.code) }
  }
}

export function refusedBefore(code: RefusalCode): RefusedBefore {
  return { kind: 'refused-before', code, ...codeWords(code) }
}
