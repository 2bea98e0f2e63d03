import { randomBytes } from 'node:crypto'
import type { AdapterFactory, JWK, Provider, ResourceServer } from 'oidc-provider'
import { metadataOf, type IdpClients } from './clients.ts'
import type { Extras } from './mint-token.ts'
import type { SigningAlg } from './signing-keys.ts'

export const API_SCOPE = 'api'
const LIFE_SECONDS = 600

/** What a provider is built from; everything but its keys outlives a rotation. */
export interface ProviderPlan {
  readonly issuer: string
  readonly clients: IdpClients
  readonly adapter: AdapterFactory
  readonly extras: Extras
}

/** An API that tokens are issued for: JWTs, or with `format` opaque ones. */
export function apiOf(
  audience: string,
  format: 'jwt' | 'opaque',
  alg: SigningAlg = 'RS256',
): ResourceServer {
  const shared = { scope: API_SCOPE, audience, accessTokenTTL: LIFE_SECONDS }
  if (format === 'opaque') return { ...shared, accessTokenFormat: 'opaque' }
  return { ...shared, accessTokenFormat: 'jwt', jwt: { sign: { alg } } }
}

/** The real thing, with nothing on that is not needed and no default that it would warn about. */
export function buildProvider(
  Class: typeof Provider,
  plan: ProviderPlan,
  keys: readonly JWK[],
): Provider {
  const { clients, extras } = plan
  const introspecting = [clients.basic, clients.post, clients.signed].map((each) => each.clientId)
  return new Class(plan.issuer, {
    adapter: plan.adapter,
    jwks: { keys },
    clients: metadataOf(clients),
    cookies: { keys: [randomBytes(24).toString('base64')] },
    extraTokenClaims: (_ctx, token) => extras.get(token)?.claims,
    formats: {
      customizers: {
        jwt(_ctx, token, { payload }) {
          const { issuer } = extras.get(token) ?? {}
          if (issuer !== undefined) payload['iss'] = issuer
        },
      },
    },
    ttl: { AccessToken: LIFE_SECONDS, ClientCredentials: LIFE_SECONDS, Grant: 30 * 24 * 3600 },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client) => introspecting.includes(client.clientId),
      },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => client.clientId === token.clientId,
      },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, resource) => apiOf(resource, 'jwt'),
      },
    },
  })
}
