import type { Secret } from '../lib/secret.ts'

/** Where a site's Crowd is, and as which of its applications we ask. */
export interface CrowdAccess {
  /** Below it is `/rest/usermanagement/1`; no slash at the end: `https://crowd.example.com/crowd`. */
  readonly baseUrl: string
  readonly application: string
  readonly password: Secret
  /** Name of the sign-on cookie; where it is left out, Crowd is asked for it. */
  readonly cookieName?: string | undefined
}

/** Confluence's prefix for tokens, `/rest/token-auth/api`, and how we vouch for callers there. */
export interface TokenAuth {
  /** `iss` of what we sign, as the product knows us. */
  readonly issuer: string
  /** Shared with the product; HS256 wants 32 bytes of it. */
  readonly secret: Secret
  /** Globs over `sub`: whose tokens are looked at there at all. */
  readonly subjects: readonly string[]
  /** Of each caller. The product's own limiter leaves this prefix out, so there is no way without one. */
  readonly callsPerMinute: number
}

/** How long a sign-on session is carried to the product. */
interface SessionRules {
  /** After so long without a call the product's session is forgotten; at most 15. */
  readonly idleMinutes: number
  /**
   * Whether cookies may write although Crowd does not hold a session to the address that it was made
   * from, so that whoever has a cookie has the user.
   */
  readonly acceptsAnyAddress: boolean
  /** Origins of browser applications, beside our own, whose writes are taken. */
  readonly origins: readonly string[]
}

/** What an operator says of a Data Center site, beside its address. */
export interface DataCenterSite {
  /** User names of those who decide on its rules here. */
  readonly admins: readonly string[]
  readonly crowd: CrowdAccess | undefined
  readonly sessions: SessionRules
  readonly tokenAuth: TokenAuth | undefined
}
