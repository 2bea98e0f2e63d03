import { expect } from 'chai'
import type { Idp } from '../idp/start-idp.ts'
import { alicesTokens, aTrustingWorld, type TrustingWorld } from '../support/a-trusting-world.ts'

const MINUTE_MS = 60_000
const UNTRUSTED = '401 token/untrusted'

describe('keys of an identity provider that are known', () => {
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
  const token = () => alice.token()
  const outcome = (text: string) => alice.outcome(text)

  it('serve on for an hour when the provider cannot be asked for fresh ones, also new tokens, and no longer', async () => {
    await trust()
    expect(await outcome(await token())).to.equal('200')
    idp.faults.resetNext(Infinity)
    for (const minutes of [11, 29, 29]) {
      it_.gatehouse.clock.move(minutes * MINUTE_MS)
      expect(await outcome(await token())).to.equal('200')
    }
    it_.gatehouse.clock.move(2 * MINUTE_MS)
    expect(await outcome(await token())).to.equal('503 provider/unavailable')
    expect(idp.requests.length, 'it was asked').to.be.greaterThan(3)
  })

  it('fail no call with a good token while the provider changes them', async () => {
    await trust()
    const outcomes: string[] = []
    const rotating = { ended: false }
    let last = await token()
    const calls = Array.from({ length: 4 }, async () => {
      while (!rotating.ended) outcomes.push(await outcome(last))
    })
    for (let round = 0; round < 3; round += 1) {
      await idp.rotateKeys({ keepOld: true })
      last = await token()
      const served = outcomes.length
      while (outcomes.length < served + 12) await outcome(last)
      // Keys that nobody knows are looked for once in half a minute.
      it_.gatehouse.clock.move(31_000)
    }
    rotating.ended = true
    await Promise.all(calls)
    expect(new Set(outcomes)).to.deep.equal(new Set(['200']))
    expect(idp.asked(idp.jwksUrl)).to.equal(4)
  })

  it('stop working ten minutes after the provider withdrew them, for tokens that were seen before too', async () => {
    await trust()
    const seen = await token()
    const fresh = await token()
    expect(await outcome(seen)).to.equal('200')
    await idp.rotateKeys({ keepOld: false })
    it_.gatehouse.clock.move(9 * MINUTE_MS)
    expect(await outcome(seen), 'within the time').to.equal('200')
    it_.gatehouse.clock.move(MINUTE_MS + 1_000)
    expect(await outcome(seen)).to.equal(UNTRUSTED)
    expect(await outcome(fresh)).to.equal(UNTRUSTED)
    expect(await outcome(await token()), 'signed with the new key').to.equal('200')
  })

  it('are asked for once more at most, however many tokens name keys that do not exist', async () => {
    await trust()
    const good = await token()
    expect(await outcome(good)).to.equal('200')
    idp.forgetRequests()
    const [, payload = '', signature = ''] = good.split('.')
    const garbage = (n: number) => {
      const header = { alg: 'RS256', typ: 'at+jwt', kid: `made-up-${String(n)}` }
      return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.${signature}`
    }
    const outcomes: string[] = []
    for (let batch = 0; batch < 1_000; batch += 50) {
      const some = Array.from({ length: 50 }, (_, n) => outcome(garbage(batch + n)))
      outcomes.push(...(await Promise.all(some)))
    }
    expect(outcomes).to.have.length(1_000)
    expect(new Set(outcomes)).to.deep.equal(new Set([UNTRUSTED]))
    expect(idp.asked(idp.jwksUrl)).to.be.at.most(1)
    expect(await outcome(good), 'a good one meanwhile').to.equal('200')
  })
})
