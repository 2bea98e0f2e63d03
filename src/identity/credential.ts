import type { Awaitable } from '../lib/awaitable.ts'
import type { Secret } from '../lib/secret.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { Principal } from './principal.ts'
import type { Factors } from './sign-on/crowd.ts'

/** A sign-on cookie as a browser sent it, and from where. */
export interface SignOnCookie {
  readonly name: string
  readonly token: Secret
  /** Where the client is, after the walk over all trusted proxies. */
  readonly address: string
  readonly factors: Factors
}

/** What a caller presented, taken out of the request and not yet believed. */
export type Credential =
  | { readonly scheme: 'bearer'; readonly token: Secret }
  /** A context token of our own pages (`AP.context.getToken()`). */
  | { readonly scheme: 'jwt'; readonly token: Secret }
  | ({ readonly scheme: 'cookie' } & SignOnCookie)
  | {
      readonly scheme: 'basic'
      readonly username: string
      readonly password: Secret
      /** The header as it came, for passing it through. */
      readonly authorization: Secret
    }

export const NOT_MINE = Symbol('not mine')

/**
 * Turns one kind of credential into a principal. `NOT_MINE` passes the credential on to the next
 * authenticator; a Refusal ends the search, so that a bad credential of one kind is never tried as
 * another, nor served anonymously.
 */
export type Authenticator = (
  credential: Credential,
  tenant: Tenant,
) => Awaitable<Principal | typeof NOT_MINE>
