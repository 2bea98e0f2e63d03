import { expect } from 'chai'
import type { AuditedCall, SeenCall, SentCall } from './calls.ts'
import { compareCalls, type ComparedLists } from './compare-calls.ts'

const MARK = 'crash-1-000001'
const LONG_AGO = { beforeKillMs: 60_000 }

const sent: SentCall = { mark: MARK, expected: 'served', answer: { status: 201, ...LONG_AGO } }
const cutOff: SentCall = { mark: MARK, expected: 'served' }
const denied: SentCall = {
  mark: MARK,
  expected: 'denied',
  answer: { status: 403, code: 'call/denied', ...LONG_AGO },
}
const stranger: SentCall = {
  mark: MARK,
  expected: 'unknown-caller',
  answer: { status: 401, code: 'credential/invalid', ...LONG_AGO },
}
const unavailable: SentCall = {
  mark: MARK,
  expected: 'served',
  answer: { status: 503, code: 'gatehouse/audit-unavailable', ...LONG_AGO },
}
const seen: SeenCall = { mark: MARK, status: 201 }
const answered: AuditedCall = { mark: MARK, decision: 'allow', outcome: 'answered', status: 201 }
const unknown: AuditedCall = { mark: MARK, decision: 'allow', outcome: 'unknown' }
const refused: AuditedCall = { mark: MARK, decision: 'deny', outcome: 'refused', status: 403 }

const compare = (lists: Partial<ComparedLists>) =>
  compareCalls({ sent: [], seen: [], audited: [], ...lists }).map(
    ({ kind, says }) => `${kind}: ${says}`,
  )

describe('the comparison of the logs', () => {
  it('finds nothing where all three say the same', () => {
    expect(compare({ sent: [sent], seen: [seen], audited: [answered] })).to.deep.equal([])
    expect(compare({ sent: [denied], audited: [refused] })).to.deep.equal([])
  })

  it('lets a call that the kill cut off end as unknown, or as it did, seen or not', () => {
    expect(compare({ sent: [cutOff], seen: [seen], audited: [unknown] })).to.deep.equal([])
    expect(compare({ sent: [cutOff], seen: [seen], audited: [answered] })).to.deep.equal([])
    expect(compare({ sent: [cutOff], audited: [unknown] })).to.deep.equal([])
    expect(compare({ sent: [cutOff] })).to.deep.equal([])
  })

  it('catches a call of the product’s log that is missing in ours', () => {
    const missing = ['missing: the product saw it']
    expect(compare({ sent: [sent], seen: [seen] })).to.deep.equal(missing)
    expect(compare({ sent: [cutOff], seen: [seen] })).to.deep.equal(missing)
    expect(compare({ seen: [seen] })).to.deep.equal(missing)
  })

  it('catches one whose caller was answered and that is missing, served or denied', () => {
    expect(compare({ sent: [sent] })).to.deep.equal(['missing: its caller was answered 201'])
    expect(compare({ sent: [denied] })).to.deep.equal(['missing: its caller was answered 403'])
  })

  it('catches one that is there twice, whatever each of the two says', () => {
    const twice = ['twice: 2 events']
    const both = { sent: [sent], seen: [seen] }
    expect(compare({ ...both, audited: [answered, answered] })).to.deep.equal(twice)
    const cut = { sent: [cutOff], seen: [seen] }
    expect(compare({ ...cut, audited: [unknown, answered] })).to.deep.equal(twice)
  })

  it('catches one that was refused and sent all the same, and one that was sent twice', () => {
    expect(compare({ sent: [denied], seen: [seen], audited: [refused] })).to.deep.equal([
      'uncontrolled: sent, and its caller was told call/denied',
      'untrue: refused, and the product saw it',
    ])
    expect(compare({ sent: [unavailable], seen: [seen], audited: [unknown] })).to.deep.equal([
      'uncontrolled: sent, and its caller was told gatehouse/audit-unavailable',
    ])
    const deniedAndCutOff: SentCall = { mark: MARK, expected: 'denied' }
    expect(compare({ sent: [deniedAndCutOff], seen: [seen] })).to.include(
      'uncontrolled: sent, and should be denied',
    )
    expect(compare({ sent: [sent], seen: [seen, seen], audited: [answered] })).to.deep.equal([
      'uncontrolled: sent 2 times',
    ])
  })

  it('catches an outcome that was not so', () => {
    const both = { sent: [sent], seen: [seen] }
    expect(compare({ ...both, audited: [{ ...answered, status: 200 }] })).to.deep.equal([
      'untrue: recorded as 200, and its caller was told 201',
    ])
    expect(compare({ sent: [cutOff], audited: [answered] })).to.deep.equal([
      'untrue: answered 201, which the product did not say',
    ])
    const failed: AuditedCall = { ...answered, outcome: 'failed', status: 502 }
    expect(compare({ sent: [cutOff], audited: [failed] })).to.deep.equal([
      'untrue: failed, and nobody was told',
    ])
    const aborted: AuditedCall = { ...answered, outcome: 'aborted' }
    expect(compare({ ...both, audited: [aborted] })).to.deep.equal([
      'untrue: ended as aborted, and no caller hangs up',
    ])
    expect(compare({ ...both, audited: [refused] })).to.deep.equal([
      'untrue: deny, and should be served',
    ])
  })

  it('catches an outcome that was lost though its call had ended long before the kill', () => {
    const lists = { seen: [seen], audited: [unknown] }
    expect(compare({ ...lists, sent: [sent] })).to.deep.equal([
      'untrue: its outcome was lost long after the answer',
    ])
    const justNow: SentCall = { ...sent, answer: { status: 201, beforeKillMs: 3 } }
    expect(compare({ ...lists, sent: [justNow] })).to.deep.equal([])
  })

  it('catches an event of a call that nobody made', () => {
    expect(compare({ audited: [unknown] })).to.deep.equal(['untrue: nobody made this call'])
  })

  it('asks for no event where the caller was told that none can be written, or is unknown', () => {
    expect(compare({ sent: [unavailable] })).to.deep.equal([])
    expect(compare({ sent: [stranger] })).to.deep.equal([])
    expect(compare({ sent: [stranger], audited: [{ ...refused, status: 401 }] })).to.deep.equal([])
  })

  it('tells the calls apart by their marks', () => {
    const other = { ...answered, mark: 'crash-1-000002' }
    expect(compare({ sent: [sent], seen: [seen], audited: [other] })).to.deep.equal([
      'missing: the product saw it',
      'untrue: nobody made this call',
    ])
  })
})
