import { expect } from 'chai'
import { createProviderClient } from '../../src/upstream/provider-client.ts'
import { aProvider } from '../identity/providers/provider-things.ts'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aTenant } from '../support/things.ts'

const KEYS = { keys: [{ kty: 'EC', kid: 'one' }] }
const WELL_KNOWN = '/.well-known/openid-configuration'

describe('discovery of keys', () => {
  let server: SmallServer
  let client: ReturnType<typeof createProviderClient>
  let document: unknown
  const [tenant, provider] = [aTenant(), aProvider()]
  beforeEach(async () => {
    server = await startSmallServer()
    client = createProviderClient({ allowPrivateAddresses: true, clock: stoppedClock() })
    document = undefined
    server.handler = (req, res) => {
      const isDocument = req.url?.includes('.well-known') === true
      res.end(JSON.stringify(isDocument ? document : KEYS))
    }
  })
  afterEach(() => Promise.all([client.close(), server.close()]))

  const paths = () => server.seen.map(({ url }) => url)
  const refused = async (issuer: string, says: RegExp) => {
    const refusal = await expectRefusal(
      client.discoverKeys(tenant, provider, issuer),
      'provider/unavailable',
    )
    expect(refusal.detail).to.match(says)
  }

  for (const [path, asked] of [
    ['', WELL_KNOWN],
    ['/', WELL_KNOWN],
    ['/realms/acme', `/realms/acme${WELL_KNOWN}`],
    ['/realms/acme/', `/realms/acme${WELL_KNOWN}`],
  ] as const) {
    it(`asks below the issuer's path, as for "${path}"`, async () => {
      const issuer = server.origin + path
      document = { issuer, jwks_uri: `${server.origin}/keys?v=1`, token_endpoint: 'whatever' }
      expect(await client.discoverKeys(tenant, provider, issuer)).to.deep.equal(KEYS)
      expect(paths()).to.deep.equal([asked, '/keys?v=1'])
    })
  }

  it('takes no document of an issuer that differs in a single byte, and asks nothing more', async () => {
    const issuer = `${server.origin}/acme`
    for (const named of [`${issuer}/`, issuer.toUpperCase(), `${issuer} `, server.origin, '']) {
      document = { issuer: named, jwks_uri: `${server.origin}/keys` }
      await refused(issuer, /another issuer/)
    }
    for (const none of [{ jwks_uri: `${server.origin}/keys` }, { issuer: [issuer] }, { issuer }]) {
      document = none
      await refused(issuer, /names no key set/)
    }
    expect(new Set(paths())).to.deep.equal(new Set([`/acme${WELL_KNOWN}`]))
  })

  it('holds the address of the key set to the same rules', async () => {
    const { host, origin } = server
    for (const [jwks_uri, says] of [
      ['/keys', /address is none/],
      ['file:///etc/passwd', /not https/],
      [`http://somebody@${host}/keys`, /user name/],
      [`${origin}/keys#first`, /fragment/],
      [`${origin}/keys#`, /fragment/],
    ] as const) {
      document = { issuer: origin, jwks_uri }
      await refused(origin, says)
    }
    expect(new Set(paths())).to.deep.equal(new Set([WELL_KNOWN]))
  })

  it('refuses an issuer that could not be one', async () => {
    document = {}
    await refused(`${server.origin}/?tenant=acme`, /has a query/)
    await refused(`${server.origin}/#acme`, /fragment/)
    await refused('acme', /address is none/)
    expect(paths()).to.deep.equal([])
  })

  it('takes both exchanges together no longer than one question may', async () => {
    await client.close()
    const limits = { exchangeMs: 600 }
    client = createProviderClient({ allowPrivateAddresses: true, clock: stoppedClock(), limits })
    const { origin } = server
    server.handler = (req, res) => {
      const isDocument = req.url === WELL_KNOWN
      const text = JSON.stringify(isDocument ? { issuer: origin, jwks_uri: `${origin}/k` } : KEYS)
      setTimeout(() => res.end(text), 400)
    }
    await refused(origin, /no answer within 600 ms/)
    expect(paths()[0]).to.equal(WELL_KNOWN)
  })
})
