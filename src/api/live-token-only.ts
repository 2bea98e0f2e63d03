import { Refusal } from '../lib/refusal.ts'
import type { RefusalCode } from '../lib/refusal-codes.ts'
import { invalidInput } from './invalid-input.ts'

const ENDED: ReadonlySet<RefusalCode> = new Set([
  'credential/revoked',
  'credential/expired',
  'credential/idle',
])

/**
 * What is done with a token that somebody else presents, or nobody: that it has ended is a fault of the
 * request, and not of the caller's own credential, as 401 would say.
 * @throws Refusal `request/invalid-input` for a token that has ended; others as they are
 */
export async function liveTokenOnly<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || !ENDED.has(thrown.code)) throw thrown
    const says = 'This token has ended; nothing about it can be changed.'
    throw invalidInput([{ path: '', says }])
  }
}
