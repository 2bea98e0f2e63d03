import { expect } from 'chai'
import { errors } from 'undici'
import { Refusal } from '../../src/lib/refusal.ts'
import { wireFault } from '../../src/upstream/wire-fault.ts'

const withCode = (code: string) => Object.assign(new Error('private text'), { code })

function codeOf(cause: unknown, headSeen: boolean): unknown {
  const fault = wireFault(cause, headSeen)
  return fault instanceof Refusal ? fault.code : fault
}

describe('a fault on the wire', () => {
  for (const code of [
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTPUBLIC',
    'UND_ERR_CONNECT_TIMEOUT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_HAS_EXPIRED',
  ]) {
    it(`with ${code} is unreachable before the head of an answer, and a broken answer after it`, () => {
      expect(codeOf(withCode(code), false)).to.equal('upstream/unreachable')
      expect(codeOf(withCode(code), true)).to.equal('upstream/broken-answer')
    })
  }

  it('in time is told from one in form', () => {
    expect(codeOf(new errors.HeadersTimeoutError(), false)).to.equal('upstream/timeout')
    expect(codeOf(new errors.BodyTimeoutError(), true)).to.equal('upstream/broken-answer')
    expect(codeOf(new errors.HTTPParserError(), false)).to.equal('upstream/broken-answer')
    expect(codeOf(new errors.HeadersOverflowError(), false)).to.equal('upstream/broken-answer')
  })

  it('of several addresses tried in turn is the first one’s', () => {
    const all = new AggregateError([withCode('ECONNREFUSED'), withCode('EHOSTUNREACH')])
    expect(codeOf(all, false)).to.equal('upstream/unreachable')
  })

  it('that is none stays the surprise it is', () => {
    for (const surprise of [new TypeError('a bug'), withCode('ERR_INVALID_ARG_TYPE'), 'text']) {
      expect(wireFault(surprise, false)).to.equal(surprise)
    }
    const refusal = new Refusal('upstream/busy')
    expect(wireFault(refusal, true)).to.equal(refusal)
  })
})
