import type { ServerFaults } from '../site/faults/server-faults.ts'
import { watchForSecret } from '../support/sinks.ts'
import { buildProvider } from './build-provider.ts'
import { createClients, type IdpClients } from './clients.ts'
import { createCalls } from './idp-calls.ts'
import { loadProvider } from './load-provider.ts'
import { createMemoryAdapter } from './memory-adapter.ts'
import { mintToken, type Extras, type TokenWish } from './mint-token.ts'
import { serveIdp, type IdpRequest } from './serve-idp.ts'
import { createSigningKeys } from './signing-keys.ts'

/** What Gatehouse is called in `aud`. */
export const AUDIENCE = 'https://gatehouse.example.com/api'

/** A company's identity provider on loopback: the certified oidc-provider package, with real keys. */
export interface Idp {
  readonly issuer: string
  readonly jwksUrl: string
  readonly discoveryUrl: string
  readonly introspectionUrl: string
  readonly clients: IdpClients
  /** An access token that is a JWT (RFC 9068). */
  token(wish?: TokenWish): Promise<string>
  /** An access token that only introspection makes sense of. */
  opaqueToken(wish?: Omit<TokenWish, 'alg'>): Promise<string>
  /** A token of a program that calls as itself, fetched from the token endpoint (`client_credentials`). */
  serviceToken(audience?: string): Promise<string>
  /** Ends an opaque token (RFC 7009); a JWT cannot be taken back. */
  revoke(token: string): Promise<void>
  /** Signs with new keys, under new names, from now on. @param plan whether the former are still published */
  rotateKeys(plan: { readonly keepOld: boolean }): Promise<void>
  /** Every request that arrived, in order. */
  readonly requests: readonly IdpRequest[]
  /** How often an address of this provider was asked, since the last `forgetRequests()`. */
  asked(url: string): number
  forgetRequests(): void
  readonly faults: ServerFaults
  stop(): Promise<void>
}

export async function startIdp(): Promise<Idp> {
  const Class = await loadProvider()
  const server = await serveIdp()
  const issuer = server.origin
  const clients = createClients()
  const calls = createCalls(issuer, clients)
  const extras: Extras = new WeakMap()
  const plan = { issuer, clients, adapter: createMemoryAdapter(), extras }

  let generation = 1
  let keys = await createSigningKeys(generation)
  let provider = buildProvider(Class, plan, keys)
  server.listener = provider.callback()

  const mint = async (format: 'jwt' | 'opaque', wish: TokenWish) => {
    const full = { audience: AUDIENCE, ...wish }
    return watched(await mintToken(provider, extras, clients.portal.clientId, format, full))
  }
  return {
    issuer,
    jwksUrl: `${issuer}/jwks`,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    introspectionUrl: `${issuer}/token/introspection`,
    clients,
    requests: server.requests,
    faults: server.faults,
    token: (wish = {}) => mint('jwt', wish),
    opaqueToken: (wish = {}) => mint('opaque', wish),
    serviceToken: async (audience = AUDIENCE) => watched(await calls.serviceToken(audience)),
    revoke: (token) => calls.revoke(token),
    async rotateKeys({ keepOld }) {
      generation += 1
      // The first key that fits signs.
      keys = [...(await createSigningKeys(generation)), ...(keepOld ? keys : [])]
      provider = buildProvider(Class, plan, keys)
      server.listener = provider.callback()
    },
    asked: (url) => server.requests.filter(({ path }) => issuer + path === url).length,
    forgetRequests: () => void server.requests.splice(0),
    stop: () => server.close(),
  }
}

function watched(token: string): string {
  watchForSecret(token)
  return token
}
