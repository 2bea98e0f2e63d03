import { expect } from 'chai'
import { NOT_MINE } from '../src/identity/credential.ts'
import type { Provider } from '../src/identity/providers/provider.ts'
import { Secret } from '../src/lib/secret.ts'
import { createProviderParts } from '../src/provider-parts.ts'
import { startSmallServer, type SmallServer } from './gateway/world/small-server.ts'
import { aProvider } from './identity/providers/provider-things.ts'
import { introspected } from './identity/verification/introspection-things.ts'
import { goodClaims, goodToken, jwkOf, NOW_MS, rsa } from './identity/verification/signed-tokens.ts'
import { stoppedClock } from './support/movable-clock.ts'
import { aTenant } from './support/things.ts'

const APP = { by: 'app' } as const

describe('what an admin tries out', () => {
  let server: SmallServer
  let parts: ReturnType<typeof createProviderParts>
  const tenant = aTenant()
  let providers: readonly Provider[]
  beforeEach(async () => {
    server = await startSmallServer()
    const keySet = { keys: [jwkOf(rsa.publicKey, { kid: 'rsa-1' })] }
    const answer = goodClaims({ active: true })
    server.handler = (req, res) =>
      res.end(JSON.stringify(req.url?.startsWith('/keys') === true ? keySet : answer))
    const nobody = () => Promise.reject(new Error('not to be asked'))
    parts = createProviderParts({
      settings: { allowPrivateAddresses: true },
      clock: stoppedClock(NOW_MS),
      policies: {
        read: () => Promise.resolve({ document: { providers } } as never), // All that is read of it.
      },
      links: { accountOf: nobody },
      productApi: { findAccountsByEmail: nobody },
      watch: { watching: (client) => client, forget: () => undefined },
    })
  })
  afterEach(() => Promise.all([parts.close(), server.close()]))

  const signing = (id = 'signing'): Provider =>
    aProvider({ id, account: APP, keys: { from: 'jwks', url: `${server.origin}/keys` } })
  const asking = (id = 'asking'): Provider => {
    const keys = introspected({ url: `${server.origin}/introspect`, prefix: '' })
    return aProvider({ id, account: APP, keys, algorithms: [] })
  }
  const kinds = [
    ['keys', signing, goodToken()],
    ['introspection answers', asking, 'opaque-token'],
  ] as const

  const serve = async (token: string, provider: Provider) => {
    providers = [provider]
    const credential = { scheme: 'bearer', token: new Secret(token) } as const
    expect(await parts.authenticate(credential, tenant)).not.to.equal(NOT_MINE)
  }
  const inspect = async (token: string, draft: Provider) => {
    const { verdict } = await parts.inspector.inspect(tenant, [draft], new Secret(token))
    expect(verdict).to.equal('admitted')
  }

  it('pushes out no keys that the gateway serves with, however much it is', async () => {
    await serve(goodToken(), signing())
    for (let i = 0; i < 150; i += 1) await inspect(goodToken(), signing(`draft-${String(i)}`))
    server.seen.length = 0
    await serve(goodToken(), signing())
    expect(server.seen).to.deep.equal([])
  })

  for (const [what, make, token] of kinds) {
    it(`serves no caller: its ${what} are not the gateway's, nor the other way round`, async () => {
      await inspect(token, make())
      expect(server.seen).to.have.length(1)
      await serve(token, make())
      expect(server.seen).to.have.length(2)
      await inspect(token, make())
      await serve(token, make())
      expect(server.seen, 'each has its own').to.have.length(2)
    })

    it(`is forgotten with its tenant: ${what}`, async () => {
      await inspect(token, make())
      parts.forget([tenant.id])
      await inspect(token, make())
      expect(server.seen).to.have.length(2)
    })
  }
})
