import type { Secret } from '../../lib/secret.ts'
import type { CrowdAccess } from '../../tenants/data-center-site.ts'
import type { Tenant } from '../../tenants/tenant.ts'

/** A site, and how its Crowd is asked; nothing that is kept of one site serves another. */
export interface CrowdSite {
  /** The tenant's id. */
  readonly siteId: string
  readonly access: CrowdAccess
}

/**
 * Where a caller is, as Crowd weighs it: a session counts only from where it was made ("Require
 * consistent client IP address", Crowd 2.5.2 and later).
 */
export interface Factors {
  /** An IP address. */
  readonly remoteAddress: string
  /** Sent only when it differs, as Crowd's own client does (CrowdHttpValidationFactorExtractor). */
  readonly forwardedFor?: string | undefined
}

/** Whose session it is. */
export interface CrowdSession {
  readonly userName: string
}

/** The sign-on cookie as Crowd sets it. */
export interface CookieConfig {
  readonly name: string
  readonly domain: string | undefined
  readonly secure: boolean
}

/**
 * A site's Crowd, which knows its people. Every question may be refused: `crowd/unavailable` when there
 * is no plain answer in time, `crowd/app-refused` when Crowd does not take Gatehouse as its application.
 */
export interface Crowd {
  /**
   * Whose session the token is, from where the caller is now; undefined when Crowd knows no such
   * session, or not from there.
   */
  validate(site: CrowdSite, token: Secret, factors: Factors): Promise<CrowdSession | undefined>
  /** Signs the session out, for all products at once; nothing happens where there is none. */
  end(site: CrowdSite, token: Secret): Promise<void>
  /** From memory for some minutes. */
  cookieConfig(site: CrowdSite): Promise<CookieConfig>
  /** Names of all groups that the user is in, directly or through others; never a part of them. */
  nestedGroups(site: CrowdSite, userName: string): Promise<readonly string[]>
  /** Names of some groups, at most `max`, that have the text in them: for somebody to pick from. */
  searchGroups(site: CrowdSite, text: string, max: number): Promise<readonly string[]>
  close(): Promise<void>
}

/** How a site's Crowd answered when it was last asked. */
export type CrowdState =
  | { readonly kind: 'untried' | 'good'; readonly since: number }
  | {
      readonly kind: 'app-refused' | 'unavailable'
      /** Since when it is so, in milliseconds since the epoch. */
      readonly since: number
      /** The host, and why; for administrators. */
      readonly detail: string
    }

/** What a page about a site says of its Crowd, seen from the calls that depend on it. */
export interface CrowdHealth {
  healthOf(siteId: string): CrowdState
}

/**
 * Whether a text can be a sign-on token at all. Crowd makes them of Base64 without its special
 * characters; whatever else came in a cookie would be a path when it stands in the address of a question.
 */
export function isSignOnToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{20,128}$/.test(text)
}

/** @throws Error for a tenant that has no Crowd, which nobody is to ask for it */
export function crowdSiteOf({ id, dataCenter }: Pick<Tenant, 'id' | 'dataCenter'>): CrowdSite {
  if (dataCenter?.crowd === undefined) throw new Error(`tenant ${id} has no Crowd`)
  return { siteId: id, access: dataCenter.crowd }
}
