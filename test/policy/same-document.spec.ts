import { expect } from 'chai'
import fc from 'fast-check'
import type { AuditEvent } from '../../src/audit/audit-event.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { isSameValue } from '../../src/lib/same-value.ts'
import { createPolicyBook } from '../../src/policy/policy-book.ts'
import { memoryPolicyStore } from '../pages/memory-stores.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { anotherDocument, inOrder } from './another-document.ts'
import { policyDocuments } from './policy-arbitraries.ts'

describe('a policy that is written again', () => {
  const by = { actor: 'account-admin', requestId: 'request' }

  it('makes a version and events exactly where more than a meaningless order differs', async () => {
    const ways = fc.array(fc.constantFrom('same', 'same', 'shuffled', 'tweaked'), {
      minLength: 9,
      maxLength: 9,
    })
    const pairs = fc.record({
      before: policyDocuments('jira'),
      other: policyDocuments('jira'),
      ways: fc.oneof(
        ways,
        ways.map((each) => each.map((way) => (way === 'tweaked' ? 'shuffled' : way))),
      ),
      turn: fc.nat(3),
    })
    await fc.assert(
      fc.asyncProperty(pairs, async ({ before, other, ways, turn }) => {
        const events: AuditEvent[] = []
        const store = memoryPolicyStore(events)
        const book = createPolicyBook({ store, clock: stoppedClock(), ids: systemIds })
        const { version } = await book.change('one', by, () => before)
        const count = events.length
        const after = anotherDocument(before, other, ways, turn)
        const isSame = isSameValue(inOrder(before), inOrder(after))
        expect((await book.change('one', by, () => after)).version === version).to.equal(isSame)
        expect(events.length === count).to.equal(isSame)
      }),
    )
  })
})
