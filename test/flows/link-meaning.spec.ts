import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { issuerNameOf, type Provider } from '../../src/identity/providers/provider.ts'
import {
  aTrustingWorld,
  companyLogin,
  introspectingLogin,
  type TrustingWorld,
} from '../support/a-trusting-world.ts'

describe('a link serves only for whom it was made', () => {
  let it_: TrustingWorld
  before(async () => {
    it_ = await aTrustingWorld()
  })
  after(() => it_.stop())

  const trustLinked = async (provider: Provider, subject: string) => {
    await it_.trust(provider)
    await it_.link(subject, it_.people.alice.accountId, issuerNameOf(provider))
  }
  const asAlice = () => `200 ${it_.people.alice.accountId}`

  it('and not when another claim names the subject, which its bearer may have chosen', async () => {
    const provider = companyLogin(it_.idp)
    await trustLinked(provider, 'u-1001')
    const genuine = await it_.idp.token({ subject: 'u-1001' })
    expect(await it_.outcome(genuine)).to.equal(asAlice())
    const forged = await it_.idp.token({ subject: 'mallory', claims: { nickname: 'u-1001' } })
    await it_.trust({ ...provider, subjectClaim: 'nickname' })
    expect(await it_.outcome(forged)).to.equal('403 account/unlinked')
    await it_.trust(provider)
    expect(await it_.outcome(genuine), 'as it was before').to.equal(asAlice())
  })

  describe('where a provider has no issuer', () => {
    let endpoints: Server[]
    before(async () => {
      const { audiences } = companyLogin(it_.idp)
      const answer = JSON.stringify({ active: true, sub: 'u-7', aud: audiences[0] })
      endpoints = [1, 2].map(() => createServer((_req, res) => res.end(answer)))
      for (const each of endpoints) await once(each.listen(0, '127.0.0.1'), 'listening')
    })
    after(() => endpoints.forEach((each) => each.close()))

    const asking = (at: number): Provider => {
      const provider = introspectingLogin(it_.idp, 'basic', { issuer: undefined })
      if (provider.keys.from !== 'introspection') throw new Error('introspects')
      // A listening TCP server always has an address object.
      const { port } = endpoints[at]?.address() as AddressInfo
      const url = `http://127.0.0.1:${String(port)}/introspect`
      return { ...provider, keys: { ...provider.keys, url } }
    }

    it('and not when another endpoint, under the same id, says whose tokens are', async () => {
      await trustLinked(asking(0), 'u-7')
      expect(await it_.outcome('an-opaque-token')).to.equal(asAlice())
      await it_.trust(asking(1))
      expect(await it_.outcome('an-opaque-token')).to.equal('403 account/unlinked')
      await it_.trust(asking(0))
      expect(await it_.outcome('an-opaque-token'), 'as it was before').to.equal(asAlice())
    })
  })
})
