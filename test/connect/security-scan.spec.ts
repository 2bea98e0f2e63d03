import { generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import { readDescriptor } from '../../src/connect/descriptor.ts'
import { startConnect, type ConnectWorld } from './connect-world.ts'
import { addressesOf } from './descriptor-addresses.ts'
import { hs256, mint, qshOf, rs256 } from './tokens.ts'
import { seconds } from './site.ts'

/** What Atlassian's own scanner of Connect apps sends to each address that a descriptor names. */
const FAKE_SECRET = 'fake-jwt-secret'

for (const product of ['jira', 'confluence'] as const) {
  describe(`what Atlassian’s security scanner does to the ${product} app`, () => {
    let world: ConnectWorld
    before(async () => {
      world = await startConnect(product)
      await world.installedSite()
    })
    after(() => world.stop())

    const claimsFor = (method: string, target: string) => ({
      iss: 'csrt-fake-token-ignore',
      iat: seconds(),
      exp: seconds() + 3 * 3600,
      qsh: qshOf(method, target, `/${product}`),
    })
    const tokensFor = (method: string, target: string) => [
      undefined,
      mint({ typ: 'JWT', alg: 'HS256' }, claimsFor(method, target), hs256(FAKE_SECRET)),
      mint({ typ: 'JWT', alg: 'none' }, claimsFor(method, target), () => Buffer.alloc(0)),
    ]

    for (const url of addressesOf(readDescriptor(product, 'https://gatehouse.example.com'))) {
      it(`${url} answers nobody without a token that the product signed`, async () => {
        const target = `/${product}${url}`
        for (const method of ['GET', 'POST']) {
          for (const token of tokensFor(method, target)) {
            const headers = token === undefined ? {} : { authorization: `JWT ${token}` }
            const inHeader = await fetch(`${world.origin}${target}`, { method, headers })
            expect(inHeader.status, `${method} header`).to.be.within(401, 404)
            const inQuery = await fetch(`${world.origin}${target}?jwt=${token ?? ''}`, { method })
            expect(inQuery.status, `${method} query`).to.be.within(401, 404)
          }
        }
      })
    }

    it('an install signed by the scanner’s own key is refused, quickly and for good', async () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      for (const event of ['installed', 'uninstalled']) {
        const target = `/${product}/${event}`
        const claims = {
          ...claimsFor('POST', target),
          exp: seconds() + 300,
          aud: [`${world.origin}/${product}`],
          sub: 'csrt',
          context: {},
        }
        const token = mint({ typ: 'JWT', alg: 'RS256', kid: 'fake-kid' }, claims, rs256(privateKey))
        const answer = await fetch(`${world.origin}${target}`, {
          method: 'POST',
          headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({
            key: `gatehouse-${product}`,
            clientKey: 'csrt-fake-token-ignore',
            sharedSecret: 'csrt-fake-secret-ignore',
            baseUrl: 'https://csrt-scanner-1.atlassian.net',
            productType: product,
            eventType: event,
          }),
        })
        expect(answer.status, event).to.equal(401)
      }
      expect(world.keyServer.asked.filter((path) => path === '/fake-kid').length).to.equal(1)
      expect(world.tenants.rows.size, 'only the site that was there').to.equal(1)
    })
  })
}
