import type { AccessToken, ClientCredentials, Provider, UnknownObject } from 'oidc-provider'
import { API_SCOPE, apiOf } from './build-provider.ts'
import type { SigningAlg } from './signing-keys.ts'

/** What a token says; everything has a default. */
export interface TokenWish {
  /** Default `alice@idp`. */
  readonly subject?: string
  /** Further members; the provider's own (`iss`, `aud`, `sub`, `exp`, …) win over them. */
  readonly claims?: UnknownObject
  /** Default RS256. */
  readonly alg?: SigningAlg
  readonly audience?: string
  /** Default ten minutes. */
  readonly lifeSeconds?: number
  /** How long ago it was issued; with a shorter life the token has ended already. */
  readonly issuedSecondsAgo?: number
  /** Of a JWT: another `iss` than its own, which a provider that lies could write. */
  readonly issuer?: string
}

/** What the package asks for while it serialises a token; it travels beside the token. */
export type Extras = WeakMap<AccessToken | ClientCredentials, Pick<TokenWish, 'claims' | 'issuer'>>

/**
 * Issues an access token as the package does at the end of a sign-in: a grant of the account, then
 * the token, which the package names, signs or stores. What is left out is the sign-in itself.
 */
export async function mintToken(
  provider: Provider,
  extras: Extras,
  clientId: string,
  format: 'jwt' | 'opaque',
  wish: TokenWish & { readonly audience: string },
): Promise<string> {
  const client = await provider.Client.find(clientId)
  if (client === undefined) throw new Error(`no client ${clientId}`)
  const { subject = 'alice@idp', audience, alg, lifeSeconds = 600, issuedSecondsAgo = 0 } = wish
  const grant = new provider.Grant({ accountId: subject, clientId })
  grant.addResourceScope(audience, API_SCOPE)

  const iat = Math.floor(Date.now() / 1000) - issuedSecondsAgo
  const token = new provider.AccessToken({
    client,
    accountId: subject,
    grantId: await grant.save(),
    gty: 'authorization_code',
    scope: API_SCOPE,
    resourceServer: new provider.ResourceServer(audience, apiOf(audience, format, alg)),
    iat,
    exp: iat + lifeSeconds,
  })
  extras.set(token, wish)
  return token.save()
}
