import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from '../../src/lib/refusal.ts'

/** Does the work, and again while Gatehouse is too busy for it, as a patient client would. */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || thrown.code !== 'gatehouse/busy') throw thrown
      await pause(1)
    }
  }
}
