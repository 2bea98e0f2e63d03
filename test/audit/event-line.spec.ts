import { expect } from 'chai'
import fc from 'fast-check'
import { chainBeginning, nextLink } from '../../src/audit/chain.ts'
import { completionLine, eventLine, readLine } from '../../src/audit/event-line.ts'
import { auditRowOf, completionColumns, recordedEventOf } from '../../src/db/audit-row.ts'
import { aCallEvent } from '../support/things.ts'
import { anEvent } from './event-arbitraries.ts'

describe('lines of events', () => {
  it('say all of an event: what is read back makes the same line, and is one line', () => {
    fc.assert(
      fc.property(anEvent, ({ completion, ...event }) => {
        const line = eventLine(event)
        const read = readLine(line)
        expect(line).not.to.contain('\n')
        expect(read.kind === 'event' && eventLine(read.event)).to.equal(line)
        if (completion === undefined) return
        const end = readLine(completionLine(event.id, completion))
        expect(end).to.include({ kind: 'end', eventId: event.id })
        if (end.kind !== 'end') throw new Error('an end')
        expect(completionLine(event.id, end.completion)).to.equal(
          completionLine(event.id, completion),
        )
      }),
    )
  })

  it('are the same after the event was a row of the table, so that a chain can be proved from there', () => {
    fc.assert(
      fc.property(anEvent, ({ completion, ...event }) => {
        const row = { ...auditRowOf(event), ...(completion && completionColumns(completion)) }
        const { completion: kept, ...recorded } = recordedEventOf(row)
        const asItWas = 'outcome' in event ? { ...recorded, outcome: event.outcome } : recorded
        expect(eventLine(asItWas)).to.equal(eventLine(event))
        expect(kept && completionLine(event.id, kept)).to.equal(
          completion && completionLine(event.id, completion),
        )
      }),
    )
  })

  it('do not change for a member that is absent, wherever a later version adds one', () => {
    const event = aCallEvent({ limits: undefined })
    expect(eventLine(event)).to.equal(
      eventLine({ ...event, seen: undefined, pathClass: undefined }),
    )
    expect(eventLine({ ...event, limits: 'per-token=1/2' })).to.match(/,"per-token=1\/2"\]$/)
  })
})

describe('the chain', () => {
  it('depends on the tenant, on each line and on their order', () => {
    const over = (tenantId: string, lines: readonly string[]) =>
      lines.reduce(nextLink, chainBeginning(tenantId)).hash
    const hash = over('one', ['a', 'b'])
    expect(over('one', ['a', 'b'])).to.equal(hash)
    const others = [over('two', ['a', 'b']), over('one', ['b', 'a']), over('one', ['a', 'b', ''])]
    expect(new Set([hash, ...others]).size).to.equal(4)
  })
})
