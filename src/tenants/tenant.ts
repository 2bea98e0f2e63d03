import { createHash } from 'node:crypto'
import type { Secret } from '../lib/secret.ts'
import type { DataCenterSite } from './data-center-site.ts'

export type Product = 'jira' | 'confluence'

/**
 * - `active`: may do everything that its rules allow.
 * - `disabled`: an admin of the product switched the app off; only `enabled` or `uninstalled` changes that.
 * - `suspect`: a later installation came for the same product and site under another client key, as
 *   happens when a site is restored from a backup. Never merged with it, and unusable until the
 *   product installs it again.
 * - `uninstalled`: kept without its secret, so that a re-install finds its own records.
 */
export type TenantStatus = 'active' | 'disabled' | 'suspect' | 'uninstalled'

/** One installation of the app on one product of one site, or a Data Center site that the operator entered. */
export interface Tenant {
  readonly id: string
  readonly product: Product
  /** The product's own name for the installation; `iss` of every token that it sends. */
  readonly clientKey: string
  readonly appKey: string
  /** Absent once uninstalled: nothing can be signed or verified for it any more. */
  readonly sharedSecret: Secret | undefined
  /** Grows with every new secret, so that what was cached under an older one is never found. */
  readonly secretVersion: number
  /** Needed to act as a user; replaced by the product now and then, so always the newest is used. */
  readonly oauthClientId: string | undefined
  /** Prefix of every REST call, no trailing slash; Confluence's ends in `/wiki`. */
  readonly baseUrl: string
  /** Host and port of `baseUrl`: how callers name the site in `/sites/{host}/…`. */
  readonly host: string
  /** A custom domain, for people only: the product frames our pages from there, REST does not work there. */
  readonly displayUrl: string | undefined
  readonly cloudId: string | undefined
  /** Of a Data Center site alone; no lifecycle call of the Cloud ever gives a tenant one, or takes it away. */
  readonly dataCenter?: DataCenterSite | undefined
  readonly status: TenantStatus
  /** Milliseconds since the epoch. */
  readonly installedAt: number
  readonly changedAt: number
}

/**
 * The tenant's name in our records: product and a digest of the client key. Jira and Confluence of
 * one site are two tenants, and the same client key in both would still be two.
 */
export function tenantIdOf(product: Product, clientKey: string): string {
  const digest = createHash('sha256').update(`${product}\n${clientKey}`).digest('base64url')
  return `${product}-${digest.slice(0, 22)}`
}

export function isActive(tenant: Tenant): boolean {
  return tenant.status === 'active' && tenant.sharedSecret !== undefined
}
