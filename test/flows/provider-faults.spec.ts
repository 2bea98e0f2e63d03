import { expect } from 'chai'
import { invalidJson, oversized, serverError } from '../idp/idp-faults.ts'
import { startIdp, type Idp } from '../idp/start-idp.ts'
import {
  alicesTokens,
  aTrustingWorld,
  BY_CLAIM,
  claimsOf,
  companyLogin,
  introspectingLogin,
  type TrustingWorld,
} from '../support/a-trusting-world.ts'

const UNAVAILABLE = '503 provider/unavailable'

describe('when the identity provider fails, a token that was never seen', () => {
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
  const atTheSite = () => it_.world.log.calls({ server: 'site' }).length

  const breakages = {
    'answers with 500': () => idp.faults.answerNext(Infinity, serverError()),
    'breaks the connection': () => idp.faults.resetNext(Infinity),
    'sends what is not JSON': () => idp.faults.answerNext(Infinity, invalidJson()),
    'sends far too much': () => idp.faults.answerNext(Infinity, oversized()),
  }
  for (const [what, breakIt] of Object.entries(breakages)) {
    it(`is answered with 503, and reaches no product, while its provider ${what}`, async () => {
      it_.world.log.clear()
      breakIt()
      await it_.trust(
        companyLogin(idp, { account: BY_CLAIM }),
        introspectingLogin(idp, 'basic', { issuer: undefined, account: BY_CLAIM }),
      )
      expect(await outcome(await token()), 'discovery').to.equal(UNAVAILABLE)
      expect(await outcome(await opaque()), 'introspection').to.equal(UNAVAILABLE)
      await it_.trust(
        companyLogin(idp, { account: BY_CLAIM, keys: { from: 'jwks', url: idp.jwksUrl } }),
      )
      expect(await outcome(await token()), 'key set').to.equal(UNAVAILABLE)
      expect(atTheSite()).to.equal(0)

      idp.faults.reset()
      it_.gatehouse.clock.move(11_000)
      expect(await outcome(await token()), 'once it works again').to.equal('200')
    })
  }

  it('is answered with 503 after five seconds, and reaches no product, while its provider hangs', async () => {
    it_.world.log.clear()
    const other = await startIdp()
    await it_.trust(
      companyLogin(idp, { account: BY_CLAIM }),
      companyLogin(other, {
        id: 'other',
        account: BY_CLAIM,
        keys: { from: 'jwks', url: other.jwksUrl },
      }),
      introspectingLogin(idp, 'basic', { issuer: undefined, account: BY_CLAIM }),
    )
    for (const { faults } of [idp, other]) faults.hangNext(Infinity)
    const tokens = await Promise.all([
      token(),
      opaque(),
      other.token({ claims: claimsOf(it_.people.alice) }),
    ])
    const start = performance.now()
    expect(await Promise.all(tokens.map(outcome))).to.deep.equal(Array<string>(3).fill(UNAVAILABLE))
    expect(performance.now() - start).to.be.within(4_500, 10_000)
    expect(atTheSite()).to.equal(0)
    await other.stop()
  })

  it('is served, a little later, while its provider is slow', async () => {
    idp.faults.latencyMs = 400
    await trust()
    expect(await outcome(await token())).to.equal('200')
    await introspect()
    expect(await outcome(await opaque())).to.equal('200')
  })

  it('is answered with 503, and not taken for a bad one, when the provider refuses Gatehouse itself', async () => {
    await it_.trust(introspectingLogin(idp, 'wrong', { account: BY_CLAIM }))
    expect(await outcome(await opaque())).to.equal(UNAVAILABLE)
  })

  it('does not ask again what just failed, call by call', async () => {
    await trust()
    idp.faults.answerNext(Infinity, serverError())
    const tokens = await Promise.all(Array.from({ length: 20 }, token))
    for (const each of tokens) expect(await outcome(each)).to.equal(UNAVAILABLE)
    expect(idp.asked(idp.discoveryUrl)).to.equal(1)
  })
})
