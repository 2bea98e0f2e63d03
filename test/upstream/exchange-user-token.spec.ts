import { decodeSymmetric, SymmetricAlgorithm } from 'atlassian-jwt'
import { expect } from 'chai'
import { exchangeUserToken } from '../../src/upstream/exchange-user-token.ts'
import { UPSTREAM_LIMITS } from '../../src/upstream/limits.ts'
import { createWire } from '../../src/upstream/wire.ts'
import { aTenant, SHARED_SECRET } from '../gateway/world/gateway-world.ts'
import { startSmallServer } from '../gateway/world/small-server.ts'

describe('the exchange for a user token', () => {
  it('is the form that Atlassian documents, signed with the tenant’s secret for less than a minute', async () => {
    const server = await startSmallServer()
    const wire = createWire(UPSTREAM_LIMITS)
    server.handler = (_req, res) =>
      res.end('{"access_token":"granted","expires_in":900,"token_type":"Bearer"}')
    const site = { origin: 'https://acme.atlassian.net', host: 'acme.atlassian.net' }
    const now = 1_700_000_000_999
    try {
      const deps = {
        wire,
        tokenUrl: server.origin,
        clock: { now: () => now },
        limits: UPSTREAM_LIMITS,
      }
      const wish = {
        tenant: aTenant('confluence', site),
        accountId: '557058:ab',
        scope: 'WRITE',
      } as const
      const token = await exchangeUserToken(deps, wish)
      expect(token.token.reveal()).to.equal('granted')
      expect(token.lifetimeSeconds).to.equal(900)
      expect(JSON.stringify(token)).not.to.contain('granted')

      const [seen] = server.seen
      expect(seen).to.deep.include({ method: 'POST', url: '/oauth2/token' })
      expect(seen?.headers['content-type']).to.equal('application/x-www-form-urlencoded')
      const form = new URLSearchParams(seen?.body)
      expect([...form.keys()]).to.deep.equal(['grant_type', 'assertion', 'scope'])
      expect(form.get('grant_type')).to.equal('urn:ietf:params:oauth:grant-type:jwt-bearer')
      expect(form.get('scope')).to.equal('WRITE')
      const assertion = form.get('assertion') ?? ''
      decodeSymmetric(assertion, SHARED_SECRET, SymmetricAlgorithm.HS256) // Throws on a bad signature.
      const payload = Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()
      expect(JSON.parse(payload)).to.deep.equal({
        iss: 'urn:atlassian:connect:clientid:oauth-confluence',
        sub: 'urn:atlassian:connect:useraccountid:557058:ab',
        tnt: 'https://acme.atlassian.net/wiki',
        aud: server.origin,
        iat: 1_700_000_000,
        exp: 1_700_000_050,
      })
    } finally {
      await wire.close()
      await server.close()
    }
  })
})
