import type { Awaitable } from '../../lib/awaitable.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import type { KeySet } from './key-set.ts'
import type { Provider } from '../providers/provider.ts'

/** The keys of providers, wherever they come from. */
export interface KeySource {
  /**
   * The keys as they are known now; from memory while fresh.
   * @param kid when given and no known key has it, the set is read anew, at most once per cool-down
   * @throws Refusal `provider/unavailable` when there are no usable keys to be had, fresh or stale
   */
  keysOf(tenant: Tenant, provider: Provider, kid?: string): Awaitable<KeySet>
}

/** Members of a JWKS (RFC 7517 §5), not yet looked at one by one. */
export interface FetchedKeys {
  readonly keys: readonly Readonly<Record<string, unknown>>[]
}

/** An answer of an introspection endpoint (RFC 7662 §2.2), not yet believed. */
export type IntrospectionAnswer = Readonly<Record<string, unknown>>

/**
 * Whom key sources and introspection ask; the network is behind it. What is under way is counted for
 * tenant and provider, so that one that hangs takes no place away from others.
 */
export interface ProviderClient {
  /** @throws Refusal `provider/unavailable` for anything but a whole JWKS in time */
  fetchKeys(tenant: Tenant, provider: Provider, url: string): Promise<FetchedKeys>
  /**
   * Reads `{issuer}/.well-known/openid-configuration` and then the JWKS that it names. The document's
   * `issuer` has to be the very issuer (OpenID Connect Discovery 1.0 §4.3).
   * @throws Refusal `provider/unavailable`
   */
  discoverKeys(tenant: Tenant, provider: Provider, issuer: string): Promise<FetchedKeys>
  /** @throws Refusal `provider/unavailable` for anything but a JSON object with status 200 in time */
  introspect(tenant: Tenant, provider: Provider, token: string): Promise<IntrospectionAnswer>
}
