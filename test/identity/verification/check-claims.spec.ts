import { expect } from 'chai'
import { checkClaims, checkIntrospected } from '../../../src/identity/verification/check-claims.ts'
import { checkType } from '../../../src/identity/verification/check-type.ts'
import type { Provider } from '../../../src/identity/providers/provider.ts'
import type {
  CheckFinding,
  CheckName,
  Claims,
} from '../../../src/identity/verification/token-findings.ts'
import { aProvider } from '../providers/provider-things.ts'
import { goodClaims, NOW, NOW_MS } from './signed-tokens.ts'

const ORDER: readonly CheckName[] = [
  'issuer',
  'audience',
  'expiry',
  'not-before',
  'issued-at',
  'lifetime',
  'subject',
]

type Verdict = CheckFinding['verdict']

function looked(claims: Claims, given: Partial<Provider> = {}, nowMs = NOW_MS) {
  return checkClaims(goodClaims(claims), aProvider(given), nowMs)
}

function failuresOf(findings: readonly CheckFinding[]): readonly CheckName[] {
  return findings.filter(({ verdict }) => verdict === 'failed').map(({ check }) => check)
}

function says(findings: readonly CheckFinding[], name: CheckName): string {
  return findings.find(({ check }) => check === name)?.says ?? 'not looked at'
}

describe('the claims of a token', () => {
  it('are all judged, in order, also after one that failed', () => {
    expect(looked({}).map(({ check }) => check)).to.deep.equal(ORDER)
    expect(failuresOf(looked({}))).to.deep.equal([])
    const bad = { iss: 'x', aud: 'x', exp: 1, nbf: NOW + 999, iat: NOW + 999, sub: '' }
    const all = looked(bad, { maxLifetimeSeconds: 60 })
    expect(all.map(({ check }) => check)).to.deep.equal(ORDER)
    // exp − iat is negative here, which is not too long.
    expect(failuresOf(all)).to.deep.equal(ORDER.filter((each) => each !== 'lifetime'))
  })

  const issuer = aProvider().issuer ?? ''
  const audience = aProvider().audiences[0] ?? ''
  for (const [name, iss] of Object.entries({
    'with a slash more': `${issuer}/`,
    'in capitals': issuer.toUpperCase(),
    'with http': issuer.replace('https', 'http'),
    'with a space': `${issuer} `,
    longer: `${issuer}.attacker.example`,
    shorter: issuer.slice(0, -1),
    'in a list': [issuer],
    missing: undefined,
    null: null,
  })) {
    it(`fail for an issuer that is not the very one: ${name}`, () => {
      expect(failuresOf(looked({ iss }))).to.deep.equal(['issuer'])
    })
  }

  it('fail for a provider without an issuer, even when they name none', () => {
    const none = looked({ iss: undefined }, { issuer: undefined })
    expect(failuresOf(none)).to.deep.equal(['issuer'])
  })

  it('pass when one of the audiences is ours', () => {
    for (const aud of [audience, [audience], ['other', audience], [audience, 'other']]) {
      expect(failuresOf(looked({ aud }))).to.deep.equal([])
    }
    expect(failuresOf(looked({ aud: 'b' }, { audiences: ['a', 'b'] }))).to.deep.equal([])
  })

  for (const [name, aud] of Object.entries({
    'another one': 'other',
    'a part of ours': audience.slice(0, -1),
    'more than ours': `${audience}/`,
    'ours in capitals': audience.toUpperCase(),
    'ours and another in one text': `${audience} other`,
    'an empty list': [],
    'a list within the list': [[audience]],
    'a list with a number': [audience, 1],
    'a list with null': [audience, null],
    'an object': { [audience]: true },
    'an object like a list': { 0: audience, length: 1 },
    missing: undefined,
    null: null,
    true: true,
  })) {
    it(`fail for an audience that is none of ours: ${name}`, () => {
      expect(failuresOf(looked({ aud }))).to.deep.equal(['audience'])
    })
  }

  it('end exactly at exp and the tolerance', () => {
    const at = (ms: number, tolerance: number) =>
      failuresOf(looked({ exp: NOW + 100 }, { clockToleranceSeconds: tolerance }, NOW_MS + ms))
    expect(at(99_999, 0)).to.deep.equal([])
    expect(at(100_000, 0)).to.deep.equal(['expiry'])
    expect(at(129_999, 30)).to.deep.equal([])
    expect(at(130_000, 30)).to.deep.equal(['expiry'])
  })

  for (const exp of ['1900000000', 1.5, Infinity, -Infinity, NaN, -1, null, true, [], {}, 1e300]) {
    it(`fail when exp is no whole number of seconds: ${JSON.stringify(exp)}`, () => {
      expect(failuresOf(looked({ exp }))).to.deep.equal(['expiry'])
    })
  }

  for (const [check, name] of [
    ['not-before', 'nbf'],
    ['issued-at', 'iat'],
  ] as const) {
    it(`begin exactly at ${name} less the tolerance, and whenever when there is none`, () => {
      const at = (value: unknown) => failuresOf(looked({ [name]: value }))
      expect(at(NOW + 30)).to.deep.equal([])
      expect(at(NOW + 30.5)).to.deep.equal([check])
      expect(at(NOW + 31)).to.deep.equal([check])
      expect(at(NOW - 0.25)).to.deep.equal([])
      expect(at(undefined)).to.deep.equal([])
      for (const bad of ['1', null, true, Infinity, NaN, -1, {}]) {
        expect(at(bad)).to.deep.equal([check])
      }
    })
  }

  it('live no longer than allowed, for which both exp and iat are needed', () => {
    const at = (claims: Claims) => failuresOf(looked(claims, { maxLifetimeSeconds: 600 }))
    expect(at({ iat: NOW, exp: NOW + 600 })).to.deep.equal([])
    expect(at({ iat: NOW, exp: NOW + 601 })).to.deep.equal(['lifetime'])
    expect(at({ iat: undefined })).to.deep.equal(['lifetime'])
    expect(at({ iat: 'x' })).to.deep.equal(['issued-at', 'lifetime'])
    expect(at({ exp: 'x' })).to.deep.equal(['expiry', 'lifetime'])
  })

  it('have their subject where the provider has it', () => {
    const given = { subjectClaim: 'user.id' }
    expect(failuresOf(looked({ user: { id: 'ann' }, sub: undefined }, given))).to.deep.equal([])
    expect(failuresOf(looked({}, given))).to.deep.equal(['subject'])
  })

  const subjects: Readonly<Record<string, unknown>> = {
    missing: undefined,
    empty: '',
    'a number': 1,
    'a list': ['ann'],
    'an object': { id: 'ann' },
    null: null,
    'with a NUL': 'ann\0',
    'with a line break': 'ann\nbob',
    'with an escape': 'ann\u001b[31m',
    'with a C1 control': 'ann\u0085',
    'half a surrogate pair': 'ann\ud800',
    'too long': 'a'.repeat(256),
  }
  for (const [name, sub] of Object.entries(subjects)) {
    it(`fail for a subject that nothing can be kept under: ${name}`, () => {
      expect(failuresOf(looked({ sub }))).to.deep.equal(['subject'])
    })
  }

  it('may have any other subject', () => {
    for (const sub of [
      'a',
      'a'.repeat(255),
      'auth0|5f7',
      'repo:acme/x:ref:refs/heads/m',
      'Zoë 🦉',
    ]) {
      expect(failuresOf(looked({ sub }))).to.deep.equal([])
    }
  })

  for (const [name, claims] of Object.entries({
    'bound to a certificate': {
      cnf: { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' },
    },
    'bound to a key': { cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } },
    'bound to something unknown': { cnf: null },
    'a log-out': { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
  })) {
    it(`fail, as a type of token that no bearer may present, for one that is ${name}`, () => {
      expect(failuresOf(looked(claims))).to.deep.equal(['type'])
      const old = looked({ ...claims, exp: NOW - 60 })
      expect(failuresOf(old), 'and never only for their age').to.deep.equal(['type', 'expiry'])
      const answer = goodClaims({ active: true, ...claims })
      expect(failuresOf(checkIntrospected(answer, aProvider(), NOW_MS))).to.deep.equal(['type'])
    })
  }

  it('are said as they were found, next to what was expected', () => {
    const findings = looked(
      { iss: 'x', aud: ['y', 'z'], exp: Infinity, iat: NOW + 60, sub: 5 },
      { audiences: ['a', 'b'] },
    )
    expect(says(findings, 'issuer')).to.equal(`\`iss\` is "x"; expected "${issuer}".`)
    expect(says(findings, 'audience')).to.contain('`aud` is ["y","z"]; expected "a", "b"')
    expect(says(findings, 'expiry')).to.contain('`exp` is Infinity; expected a whole number')
    expect(says(findings, 'issued-at')).to.contain('`iat` is 2027-01-15T08:01:00.000Z')
    expect(says(findings, 'subject')).to.contain('`sub` is 5')
    expect(says(looked({ aud: undefined }), 'audience')).to.contain('`aud` is missing')
  })

  it('are cut where they are long', () => {
    const findings = looked({
      iss: 'x'.repeat(10_000),
      aud: Array(1_000).fill('other'),
      sub: ' '.repeat(300),
    })
    for (const { says } of findings) expect(says.length).to.be.lessThan(300)
  })
})

describe('the answer of an introspection endpoint', () => {
  const asked = (answer: Claims, given: Partial<Provider> = {}) =>
    checkIntrospected(goodClaims({ active: true, ...answer }), aProvider(given), NOW_MS)
  const verdicts = (findings: readonly CheckFinding[]): Partial<Record<CheckName, Verdict>> =>
    Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]))

  it('passes when the token is active and everything else is right', () => {
    expect(asked({}).map(({ check }) => check)).to.deep.equal(['active', ...ORDER])
    expect(failuresOf(asked({}))).to.deep.equal([])
  })

  for (const active of [false, 'true', 1, null, undefined, {}, [true]]) {
    it(`fails when active is not true itself: ${JSON.stringify(active)}`, () => {
      expect(failuresOf(asked({ active }))).to.deep.equal(['active'])
    })
  }

  it('needs an audience of ours, and says so when there is none', () => {
    expect(failuresOf(asked({ aud: undefined }))).to.deep.equal(['audience'])
    expect(says(asked({ aud: undefined }), 'audience')).to.contain('`aud` is missing; expected')
    expect(failuresOf(asked({ aud: 'other' }))).to.deep.equal(['audience'])
  })

  it('may leave out issuer and times, but not say wrong ones', () => {
    const bare = asked({ iss: undefined, exp: undefined, iat: undefined })
    expect(failuresOf(bare)).to.deep.equal([])
    expect(verdicts(bare)).to.include({ issuer: 'skipped', expiry: 'skipped', subject: 'passed' })
    expect(failuresOf(asked({ iss: 'x' }))).to.deep.equal(['issuer'])
    expect(failuresOf(asked({ iss: null }))).to.deep.equal(['issuer'])
    expect(failuresOf(asked({ iss: 'x' }, { issuer: undefined }))).to.deep.equal([])
    expect(failuresOf(asked({ exp: NOW - 31 }))).to.deep.equal(['expiry'])
    expect(failuresOf(asked({ exp: '1900000000' }))).to.deep.equal(['expiry'])
    expect(failuresOf(asked({ exp: null }))).to.deep.equal(['expiry'])
    expect(failuresOf(asked({ nbf: NOW + 31 }))).to.deep.equal(['not-before'])
    expect(failuresOf(asked({ iat: NOW + 31 }))).to.deep.equal(['issued-at'])
    const longest = asked({ exp: undefined }, { maxLifetimeSeconds: 60 })
    expect(failuresOf(longest)).to.deep.equal(['lifetime'])
  })

  it('needs a subject', () => {
    expect(failuresOf(asked({ sub: undefined }))).to.deep.equal(['subject'])
    const named = asked({ sub: undefined, username: 'ann' }, { subjectClaim: 'username' })
    expect(failuresOf(named)).to.deep.equal([])
  })
})

describe('the type of a token', () => {
  const verdict = (found: unknown, wanted: string | undefined) =>
    checkType({ typ: found }, { typ: wanted }).verdict

  it('is looked at only when one is demanded', () => {
    for (const found of [undefined, 'JWT', 5]) expect(verdict(found, undefined)).to.equal('skipped')
  })

  it('is never that of a token made for something else, unless just that is demanded', () => {
    for (const found of ['logout+jwt', 'application/secevent+JWT', 'dpop+jwt']) {
      expect(verdict(found, undefined)).to.equal('failed')
    }
    expect(verdict('secevent+jwt', 'secevent+jwt')).to.equal('passed')
  })

  it('is compared as media types are', () => {
    for (const found of ['at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/AT+jwt']) {
      expect(verdict(found, 'at+jwt')).to.equal('passed')
      expect(verdict(found, 'application/at+JWT')).to.equal('passed')
    }
  })

  it('fails for any other, and for none', () => {
    for (const found of [
      'JWT',
      'at+jwt ',
      'text/at+jwt',
      'application/application/at+jwt',
      '',
      null,
    ]) {
      expect(verdict(found, 'at+jwt')).to.equal('failed')
    }
    expect(verdict(undefined, 'at+jwt')).to.equal('failed')
    expect(verdict(['at+jwt'], 'at+jwt')).to.equal('failed')
  })
})
