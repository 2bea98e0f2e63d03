import { expect } from 'chai'
import type { Awaitable } from '../../src/lib/awaitable.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import type { RefusalCode } from '../../src/lib/refusal-codes.ts'

/** Asserts that the work is refused with this very code; anything else it throws fails the test. */
export async function expectRefusal(work: Awaitable<unknown>, code: RefusalCode): Promise<Refusal> {
  const thrown = await Promise.resolve(work).then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(thrown, `should be refused with ${code}`).to.be.instanceOf(Refusal)
  const refusal = thrown as Refusal // The line above proved it.
  expect(refusal.code).to.equal(code)
  return refusal
}
