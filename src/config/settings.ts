import type { SealingKey } from '../lib/sealer.ts'

/**
 * Everything that an operator can set, checked and typed. The names and meanings of the variables
 * behind it are in .env.example; read-settings.ts is the only place that sees the environment.
 */
export interface Settings {
  readonly environment: 'development' | 'test' | 'production'
  readonly port: number
  /** How many processes share the port under a primary one; 0: this one alone serves. */
  readonly workers: number
  /** Public origin, no trailing slash: `https://gatehouse.example.com`. */
  readonly baseUrl: string
  readonly database: { readonly kind: 'sqlite'; readonly file: string }
  /** The first seals, all open. */
  readonly sealingKeys: readonly SealingKey[]
  /** Globs over `host` or `host:port`; an installation from any other host is refused. */
  readonly siteHosts: readonly string[]
  /** CIDRs whose word about the client's address is believed; empty believes nobody. */
  readonly trustedProxies: readonly string[]
  /** Lower-case name of the header in which trusted proxies put the client's address. */
  readonly clientIpHeader: string
  readonly logLevel: string
  /** How the record has whom a credential names: as it is, or as a keyed hash. */
  readonly auditSubjects: 'clear' | 'hashed'
  /**
   * Whether addresses that a tenant's admin names (keys, introspection) may be plain http and lead into
   * private networks. For the stand-in alone: a tenant must not reach what only we can reach.
   */
  readonly allowPrivateAddresses: boolean
  readonly atlassian: AtlassianAddresses
}

/** Where Atlassian is. Everything but the defaults is for the stand-in, and refused in production. */
export interface AtlassianAddresses {
  /** Install-key servers, asked in this order: `GET {url}/{kid}`. */
  readonly installKeyUrls: readonly string[]
  /** Origin of the OAuth token server; also the `aud` of assertions. */
  readonly tokenUrl: string
  readonly hostScriptUrl: string
  readonly allowHttpSites: boolean
}
