import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { asRefusal, problemHeaders, problemOf } from '../../src/lib/problem.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { HINTS } from '../../src/lib/hints.ts'
import { REFUSALS, type RefusalCode } from '../../src/lib/refusal-codes.ts'

const CODES = Object.keys(REFUSALS) as RefusalCode[]

describe('a problem document', () => {
  for (const code of CODES) {
    it(`for ${code} has its status, its public text and nothing private`, () => {
      const refusal = new Refusal(code, { detail: 'private detail', cause: new Error('cause') })
      const problem = problemOf(refusal, 'request-1')
      expect(problem.status).to.equal(REFUSALS[code].status)
      expect(problem.code).to.equal(code)
      expect(problem.requestId).to.equal('request-1')
      expect(problem.title).to.match(/^[A-Z].*\.$/)
      expect(JSON.stringify([problem, problemHeaders(refusal)])).not.to.match(/private|cause/)
    })
  }

  it('challenges on every 401 as RFC 6750 asks, and on nothing else', () => {
    for (const code of CODES) {
      const challenge = problemHeaders(new Refusal(code))['www-authenticate']
      if (REFUSALS[code].status !== 401) expect(challenge, code).to.equal(undefined)
      else expect(challenge, code).to.match(/^(Bearer|JWT) realm="gatehouse"/)
    }
    expect(problemHeaders(new Refusal('credential/missing'))['www-authenticate']).not.to.contain(
      'error=',
    )
    expect(problemHeaders(new Refusal('credential/invalid'))['www-authenticate']).to.contain(
      'error="invalid_token"',
    )
  })

  it('names the time to wait where it is known', () => {
    const refusal = new Refusal('upstream/busy', { retryAfterSeconds: 17 })
    expect(problemHeaders(refusal)['retry-after']).to.equal('17')
  })

  it('tells the faults of the caller’s own input, where there are any', () => {
    const faults = [
      { path: 'providers.0.id', says: 'Give it an id.' },
      { path: 'a.b', pointer: '/a.b', says: 'Not known.' },
      { path: '', says: 'Give an object.' },
    ]
    const refusal = new Refusal('request/invalid-input', { detail: 'private', faults })
    expect(problemOf(refusal, 'r').faults).to.deep.equal([
      { path: 'providers.0.id', pointer: '/providers/0/id', says: 'Give it an id.' },
      { path: 'a.b', pointer: '/a.b', says: 'Not known.' },
      { path: '', pointer: '', says: 'Give an object.' },
    ])
    expect(problemOf(new Refusal('request/invalid-input'), 'r')).not.to.have.property('faults')
  })

  it('tells what is there instead of the version that was meant, as an entity tag too', () => {
    const current = { version: 8, changedAt: '2030-01-01T00:00:00.000Z', changedBy: 'ada' }
    const refusal = new Refusal('policy/changed', { detail: 'private', current })
    expect(problemOf(refusal, 'r').current).to.deep.equal(current)
    expect(problemHeaders(refusal)['etag']).to.equal('"8"')
    const without = new Refusal('policy/changed')
    expect(problemOf(without, 'r')).not.to.have.property('current')
    expect(problemHeaders(without)).not.to.have.property('etag')
  })

  it('hides a surprise behind gatehouse/internal', () => {
    const refusal = asRefusal(new TypeError('undefined is not a function'))
    expect(refusal.code).to.equal('gatehouse/internal')
    expect(JSON.stringify(problemOf(refusal, 'r'))).not.to.contain('function')
  })

  it('is explained in docs/errors.md, each code in one line and no line without a code', () => {
    const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
    const explained = [...page.matchAll(/^\| `([a-z]+\/[a-z-]+)` \| (\d{3}) \|/gm)]
    const table = explained.map(([, code, status]) => `${String(code)} ${String(status)}`).sort()
    const list = CODES.map((code) => `${code} ${String(REFUSALS[code].status)}`).sort()
    expect(table).to.deep.equal(list)
  })

  it('explains every hint in docs/errors.md, and none that there is not', () => {
    const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
    const [, rows = ''] = page.split('## When the product itself refuses')
    const explained = [...rows.matchAll(/^\| `(upstream\/[a-z-]+)` \|/gm)].map(([, code]) => code)
    expect(explained.sort()).to.deep.equal(Object.keys(HINTS).sort())
  })

  it('writes hints that can stand in a header', () => {
    for (const says of Object.values(HINTS)) expect(says).to.match(/^[\x20-\x7e]{20,200}$/)
  })
})
