import { expect } from 'chai'
import type { Idp } from '../idp/start-idp.ts'
import { alicesTokens, aTrustingWorld, type TrustingWorld } from '../support/a-trusting-world.ts'

describe('a token of an identity provider that was seen before', () => {
  let it_: TrustingWorld
  let idp: Idp
  let alice: ReturnType<typeof alicesTokens>
  beforeEach(async () => {
    it_ = await aTrustingWorld()
    idp = it_.idp
    alice = alicesTokens(it_)
  })
  afterEach(() => it_.stop())

  const trust = () => alice.trust()
  const introspect = () => alice.introspect()
  const token = () => alice.token()
  const opaque = () => alice.opaque()
  const outcome = (text: string) => alice.outcome(text)

  it('costs no request to the provider and no second look at its signature', async () => {
    await trust()
    const seen = await token()
    const { subtle } = globalThis.crypto
    const verify = subtle.verify.bind(subtle)
    let looks = 0
    subtle.verify = (...given) => {
      looks += 1
      return verify(...given)
    }
    try {
      expect(await outcome(seen)).to.equal('200')
      expect(looks, 'the first time').to.equal(1)
      idp.forgetRequests()
      for (let calls = 0; calls < 30; calls += 1) expect(await outcome(seen)).to.equal('200')
      expect(looks).to.equal(1)
      expect(idp.requests).to.deep.equal([])
    } finally {
      subtle.verify = verify
    }
  })

  it('is introspected once in its time, however many calls come at once', async () => {
    await introspect()
    const seen = await opaque()
    const many = () => Promise.all(Array.from({ length: 20 }, () => outcome(seen)))
    expect(new Set(await many())).to.deep.equal(new Set(['200']))
    expect(idp.asked(idp.introspectionUrl)).to.equal(1)
    it_.gatehouse.clock.move(61_000)
    expect(new Set(await many())).to.deep.equal(new Set(['200']))
    expect(idp.asked(idp.introspectionUrl)).to.equal(2)
  })

  it('is refused once it was revoked and the time is over for which introspection is believed', async () => {
    await introspect()
    const seen = await opaque()
    expect(await outcome(seen)).to.equal('200')
    await idp.revoke(seen)
    it_.gatehouse.clock.move(59_000)
    expect(await outcome(seen), 'within the time').to.equal('200')
    it_.gatehouse.clock.move(1_001)
    expect(await outcome(seen)).to.equal('401 credential/invalid')
  })

  for (const [what, trusting, minted, url] of [
    ['keys', trust, token, () => idp.jwksUrl],
    ['introspection', introspect, opaque, () => idp.introspectionUrl],
  ] as const) {
    it(`is forgotten, as are ${what} of its provider, when the app is disabled and enabled again`, async () => {
      await trusting()
      const seen = await minted()
      expect(await outcome(seen)).to.equal('200')
      expect(await outcome(seen)).to.equal('200')
      expect(idp.asked(url())).to.equal(1)
      await it_.jira.disable()
      await it_.jira.enable()
      expect(await outcome(seen)).to.equal('200')
      expect(idp.asked(url())).to.equal(2)
    })
  }

  it('is never served on an old answer while introspection fails', async () => {
    await introspect()
    const seen = await opaque()
    expect(await outcome(seen)).to.equal('200')
    it_.gatehouse.clock.move(61_000)
    idp.faults.resetNext(Infinity)
    expect(await outcome(seen)).to.equal('503 provider/unavailable')
  })
})
