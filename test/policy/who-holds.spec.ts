import { expect } from 'chai'
import { Refusal } from '../../src/lib/refusal.ts'
import type { Situation } from '../../src/policy/situation.ts'
import { compileRestrictedWho, compileWho } from '../../src/policy/who-holds.ts'
import type { Who } from '../../src/policy/who.ts'
import { aPrincipal, aSituation } from './situation-things.ts'

const holds = (who: Who, situation: Partial<Situation> = {}) =>
  compileWho(who)(aSituation(situation))
const anonymous = aSituation({
  principal: aPrincipal({
    actsAs: { kind: 'anonymous' },
    credential: { kind: 'anonymous', id: 'anonymous' },
  }),
})
const TRUE: Who = { network: '203.0.113.0/24' }
const FALSE: Who = { network: '10.0.0.0/8' }

describe('whom a rule is about', () => {
  it('is told by group, provider, kind of credential, token and network', () => {
    const ofCompany = aPrincipal({
      credential: { kind: 'provider-token', id: 'token-of-alice', provider: 'company' },
    })
    expect(holds({ group: 'staff' }, { groups: new Set(['staff']) })).to.equal(true)
    expect(holds({ group: 'staff' }, { groups: new Set(['guests']) })).to.equal(false)
    expect(holds({ provider: 'company' }, { principal: ofCompany })).to.equal(true)
    expect(holds({ provider: 'other' }, { principal: ofCompany })).to.equal(false)
    expect(holds({ provider: 'company' })).to.equal(false)
    expect(holds({ credential: 'provider-token' }, { principal: ofCompany })).to.equal(true)
    expect(holds({ credential: 'basic' }, { principal: ofCompany })).to.equal(false)
    expect(holds({ token: 'token-of-alice' })).to.equal(true)
    expect(holds({ token: 'token-of-bob' })).to.equal(false)
    expect(holds({ network: '203.0.113.9' })).to.equal(true)
    expect(holds({ network: '203.0.113.8' })).to.equal(false)
  })

  it('is an API token by its id, never another credential with the same', () => {
    const principal = aPrincipal({ credential: { kind: 'provider-token', id: 'token-of-alice' } })
    expect(holds({ token: 'token-of-alice' }, { principal })).to.equal(false)
  })

  it('is put together with and, or and not', () => {
    const cases: readonly [Who, boolean][] = [
      [{ all: [TRUE, TRUE] }, true],
      [{ all: [TRUE, FALSE] }, false],
      [{ any: [FALSE, TRUE] }, true],
      [{ any: [FALSE, FALSE] }, false],
      [{ none: [FALSE, FALSE] }, true],
      [{ none: [FALSE, TRUE] }, false],
      [{ none: [{ none: [TRUE] }] }, true],
      [{ all: [{ any: [FALSE, { none: [FALSE] }] }, TRUE] }, true],
    ]
    for (const [who, wanted] of cases) expect(holds(who), JSON.stringify(who)).to.equal(wanted)
  })

  it('can be anybody without a credential, where the rule denies', () => {
    const denied = (who: Who) => compileRestrictedWho(who)(anonymous)
    for (const who of [
      { group: 'staff' },
      { provider: 'company' },
      { token: 'token-of-alice' },
      { credential: 'basic' },
      { credential: 'anonymous' },
      { none: [{ group: 'staff' }] },
      { none: [{ none: [{ group: 'staff' }] }] },
      { all: [{ group: 'staff' }, TRUE] },
    ] satisfies Who[]) {
      expect(denied(who), JSON.stringify(who)).to.equal(true)
    }
    for (const who of [
      FALSE,
      { all: [{ group: 'staff' }, FALSE] },
      { none: [{ credential: 'anonymous' }] },
      { none: [TRUE] },
    ] satisfies Who[]) {
      expect(denied(who), JSON.stringify(who)).to.equal(false)
    }
    // With a credential nothing is guessed.
    expect(compileRestrictedWho({ group: 'staff' })(aSituation())).to.equal(false)
  })

  it('is never guessed from a part of an unknown kind', () => {
    for (const text of [
      '{}',
      '{"country":"de"}',
      '{"group":"staff","country":"de"}',
      '{"credential":"passkey"}',
      '{"all":[{"any":[{"country":"de"}]}]}',
    ]) {
      // From storage, where what a later version has written is text like this.
      const who = JSON.parse(text) as Who
      for (const compile of [compileWho, compileRestrictedWho]) {
        expect(() => compile(who), text)
          .to.throw(Refusal)
          .with.property('code', 'policy/unavailable')
      }
    }
  })
})
