import { expect } from 'chai'
import fc from 'fast-check'
import {
  eventPlaceText,
  FILTER_NAMES,
  filterTexts,
  readEventFilter,
  readEventPlace,
} from '../../src/audit/event-filter.ts'

describe('a filter of events as texts', () => {
  const aText = fc.string({ minLength: 1, maxLength: 20 }).map((text) => `x${text}x`)
  const aFilter = fc.record(
    {
      what: fc.constantFrom('calls' as const, 'changes' as const),
      span: fc
        .tuple(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 1, max: 1e12 }))
        .map(([from, to]) => ({ from, to })),
      caller: aText,
      credentialKind: aText,
      credentialId: aText,
      accountId: aText,
      ended: fc.constantFrom('answered' as const, 'refused' as const, 'failed' as const),
      code: aText,
      rule: aText,
      shadow: aText,
      method: aText,
      operation: aText,
      hint: aText,
      deprecated: fc.constant(true as const),
      outcome: fc.constantFrom('unknown' as const, 'aborted' as const),
      actsAs: fc.constantFrom('app' as const, 'anonymous' as const),
      shownAs: fc.constant('app' as const),
      subject: aText,
      actor: aText,
      path: aText,
      countedBy: aText,
      requestId: aText,
      traceId: aText,
      status: fc.integer({ min: 0, max: 999 }),
      bytesOutAtLeast: fc.integer({ min: 0, max: 1e14 }),
      upstreamAtLeastMs: fc.integer({ min: 0, max: 1e8 }),
      kind: fc.constantFrom('token.revoked' as const, 'call' as const),
    },
    { requiredKeys: [] },
  )

  it('is read as the filter that it was written from, whatever that is', () => {
    fc.assert(
      fc.property(aFilter, (filter) => {
        expect(readEventFilter(filterTexts(filter))).to.deep.equal({ filter, faults: [] })
      }),
    )
  })

  it('is read without a failure, whatever is sent, and with a fault for each part that is passed over', () => {
    const sent = fc.record(
      Object.fromEntries(FILTER_NAMES.map((name) => [name, fc.string({ maxLength: 30 })])),
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(sent, (texts) => {
        const { filter, faults } = readEventFilter(texts)
        const given = Object.entries(texts).filter(([, text]) => (text ?? '').trim() !== '')
        const understood = Object.keys(filterTexts(filter))
        for (const [name, text] of given) {
          const isAlways = ['from', 'to'].includes(name) && /^0+$/.test((text ?? '').trim())
          const isTold = understood.includes(name) || faults.some(({ path }) => path === name)
          expect(isTold || isAlways, name).to.equal(true)
        }
      }),
    )
  })

  it('takes times of UTC in the forms of browsers and of programs', () => {
    const spanOf = (from: string) => readEventFilter({ from }).filter.span?.from
    const ten = Date.UTC(2026, 10, 22, 10)
    for (const text of [
      '2026-11-22T10:00',
      '2026-11-22T10:00Z',
      '2026-11-22T10:00:00.000Z',
      String(ten),
    ]) {
      expect(spanOf(text), text).to.equal(ten)
    }
    expect(spanOf('2026-11-22')).to.equal(Date.UTC(2026, 10, 22))
    for (const text of [
      '2026-13-01',
      '2026-11-22T25:00',
      '-1',
      '1e3',
      'now',
      '2026-11-22T10:00+02:00',
    ]) {
      expect(readEventFilter({ from: text }).faults, text).to.have.length(1)
    }
  })

  it('goes on with a list at the place that was told, and nowhere else', () => {
    const place = { at: 1_700_000_000_000, id: 'b0e5c3f1-77aa' }
    expect(readEventPlace(eventPlaceText(place))).to.deep.equal(place)
    for (const text of ['', 'x', '1.', '.x', '1.a b', `1.${'x'.repeat(65)}`, "1.'--"]) {
      expect(readEventPlace(text), text).to.equal(undefined)
    }
  })
})
