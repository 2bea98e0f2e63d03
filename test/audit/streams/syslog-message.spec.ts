import { expect } from 'chai'
import fc from 'fast-check'
import { recordOf, testRecord } from '../../../src/audit/streams/stream-record.ts'
import { octetCounted, syslogMessage } from '../../../src/audit/streams/syslog-message.ts'
import { aCallEvent, aChange } from '../../support/things.ts'
import { readOctetCounted, readSyslog } from './read-syslog.ts'

const SITE = { product: 'jira', host: 'acme.atlassian.net' }

describe('a record as syslog', () => {
  it('says in its header what kind of event it is, when, and of which site', () => {
    const at = Date.UTC(2026, 10, 22, 10, 0, 0, 5)
    const event = aChange({ kind: 'resources.reordered', at })
    const line = { seq: 7, hash: 'ab'.repeat(32), part: 'whole', event } as const
    const read = readSyslog(syslogMessage(recordOf(line, 5, SITE)))
    expect(read).to.deep.include({
      facility: 13,
      severity: 5,
      timestamp: '2026-11-22T10:00:00.005Z',
      hostname: 'acme.atlassian.net',
      appName: 'gatehouse',
      procId: '-',
      msgId: 'resources.reordered',
      id: 'gatehouse@32473',
    })
    expect(read.params).to.deep.equal({
      tenant: 'jira-tenant',
      seq: '7',
      previous: '5',
      hash: 'ab'.repeat(32),
      part: 'whole',
      product: 'jira',
    })
    expect(JSON.parse(read.message)).to.deep.include({ seq: 7, previous: 5, part: 'whole' })
  })

  it('is as severe as what came of the call', () => {
    const severity = (outcome: 'answered' | 'refused' | 'failed' | 'aborted' | 'unknown') => {
      const event = aCallEvent({ outcome })
      const line = { seq: 1, hash: 'x', part: 'whole', event } as const
      return recordOf(line, 0, SITE).severity
    }
    const all = (['answered', 'unknown', 'aborted', 'refused', 'failed'] as const).map(severity)
    expect(all).to.deep.equal([6, 6, 5, 4, 3])
    const down = aChange({ kind: 'provider.down' })
    expect(recordOf({ seq: 1, hash: 'x', part: 'whole', event: down }, 0, SITE).severity).to.equal(
      4,
    )
  })

  it('can be read to the letter whatever its parts hold, and says the same then', () => {
    const anything = fc.string({
      unit: fc.oneof(
        fc.constantFrom('"', '\\', ']', ' ', '\n', '\0', 'é', '\uD800', '😀', '\uFEFF'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    })
    fc.assert(
      fc.property(anything, anything, anything, anything, (value, host, kind, text) => {
        const record = { ...testRecord('t', 1_800_000_000_000, { product: value, host }) }
        const place = { tenant: value, part: text }
        const json = JSON.stringify({ text })
        const read = readSyslog(syslogMessage({ ...record, kind, place, text: json }))
        const plain = (each: string) => each.toWellFormed()
        expect(read.params).to.deep.equal({
          tenant: plain(value),
          part: plain(text),
          product: plain(value),
        })
        expect(JSON.parse(read.message)).to.deep.equal({ text })
      }),
      { numRuns: 1_000 },
    )
  })

  it('is one of many in a stream of bytes that can be taken apart again', () => {
    const messages = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 20 })
    fc.assert(
      fc.property(messages, (all) => {
        const given = all.map((each) => Buffer.from(each))
        expect(readOctetCounted(octetCounted(given))).to.deep.equal(given)
      }),
    )
  })
})
