import { z } from 'zod'
import type {
  FetchedKeys,
  IntrospectionAnswer,
  ProviderClient,
} from '../identity/verification/key-source.ts'
import type { Provider } from '../identity/providers/provider.ts'
import type { Clock } from '../lib/clock.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { clientAuthentication } from './client-authentication.ts'
import { withDeadline } from './deadline.ts'
import { PROVIDER_LIMITS, type ProviderLimits } from './limits.ts'
import { providerFault, unavailable } from './provider-fault.ts'
import { createPlaces, type Places } from './provider-places.ts'
import { providerUrl } from './provider-url.ts'
import { readObject } from './provider-wire.ts'
import { createPublicLookup, publicLookup, type Resolve } from './public-address.ts'
import { createWire, type Wire } from './wire.ts'

export interface ProviderClientOptions {
  /** For development and the demo: http, and addresses of our own network. */
  readonly allowPrivateAddresses: boolean
  readonly clock: Clock
  readonly limits?: Partial<ProviderLimits>
  /** The system's resolver without it. */
  readonly resolve?: Resolve
}

interface Parts {
  readonly wire: Wire
  readonly places: Places
  readonly clock: Clock
  readonly limits: ProviderLimits
  readonly urlOf: (text: string) => URL
}

/** Each key costs time to read, on the thread that serves everybody; real sets have a handful. */
const KEYS_MAX = 64

const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(KEYS_MAX) })

const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.string() })

const REFUSED_CLIENT = 'it does not accept Gatehouse as its client'
const MEANINGS = { 400: REFUSED_CLIENT, 401: REFUSED_CLIENT, 403: REFUSED_CLIENT }

/**
 * Asks identity providers. Only https and public addresses, nothing followed, bounded in time, in
 * size and in exchanges at once: of a provider, of a tenant, and of all.
 */
export function createProviderClient(
  options: ProviderClientOptions,
): ProviderClient & { close(): Promise<void> } {
  const { allowPrivateAddresses, clock, resolve } = options
  const limits = { ...PROVIDER_LIMITS, ...options.limits }
  const checked = resolve === undefined ? publicLookup : createPublicLookup(resolve)
  const lookup = allowPrivateAddresses ? undefined : checked
  const urlOf = (text: string) => providerUrl(text, allowPrivateAddresses)
  const parts = (): Parts => {
    const [wire, places] = [createWire(limits, lookup), createPlaces(limits.places)]
    return { wire, places, clock, limits, urlOf }
  }
  // Callers decide how often tokens are introspected: with places of their own, key sets can be read
  // whatever goes on beside.
  const forKeys = parts()
  const forTokens = parts()

  return {
    fetchKeys: (tenant, provider, url) =>
      within(forKeys, { tenant, provider }, url, (from, signal) =>
        fetchKeys(forKeys, from, signal),
      ),
    discoverKeys: (tenant, provider, issuer) =>
      within(forKeys, { tenant, provider }, documentAddressOf(issuer), (url, signal) =>
        discoverKeys(forKeys, issuer, url, signal),
      ),
    introspect: (tenant, provider, token) => introspect(forTokens, tenant, provider, token),
    async close() {
      await Promise.all([forKeys.wire.close(), forTokens.wire.close()])
    },
  }
}

async function within<T>(
  { places, limits, urlOf }: Parts,
  { tenant, provider }: { readonly tenant: Tenant; readonly provider: Provider },
  address: string,
  work: (url: URL, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const url = urlOf(address)
  try {
    return await withDeadline(limits.exchangeMs, (signal) =>
      places.hold(tenant.id, provider.id, () => work(url, signal)),
    )
  } catch (cause) {
    throw providerFault(url.host, cause)
  }
}

async function fetchKeys(parts: Parts, url: URL, signal: AbortSignal): Promise<FetchedKeys> {
  const { wire, clock, limits } = parts
  const request = { url, bytesMax: limits.keysBytesMax }
  const parsed = keySet.safeParse(await readObject(wire, clock, request, signal))
  if (!parsed.success) throw unavailable(url.host, 'its answer is not a key set')
  return parsed.data
}

// OpenID Connect Discovery 1.0 §4: appended after the issuer's path, one slash at its end aside.
function documentAddressOf(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
}

async function discoverKeys(
  parts: Parts,
  issuer: string,
  url: URL,
  signal: AbortSignal,
): Promise<FetchedKeys> {
  const { wire, clock, limits, urlOf } = parts
  // What is appended to a query would be part of the query: another document than was meant.
  if (url.search !== '') throw unavailable(url.host, 'its issuer has a query')
  const request = { url, bytesMax: limits.keysBytesMax }
  const parsed = discoveryDocument.safeParse(await readObject(wire, clock, request, signal))
  if (!parsed.success) throw unavailable(url.host, 'its discovery document names no key set')
  // §4.3: otherwise whoever can place a document on the host could speak for another issuer.
  if (parsed.data.issuer !== issuer) {
    throw unavailable(url.host, 'its discovery document is of another issuer')
  }
  return await fetchKeys(parts, urlOf(parsed.data.jwks_uri), signal)
}

async function introspect(
  parts: Parts,
  tenant: Tenant,
  provider: Provider,
  token: string,
): Promise<IntrospectionAnswer> {
  const { keys, issuer } = provider
  if (keys.from !== 'introspection') throw new Error(`${provider.id} does not introspect`)
  return await within(parts, { tenant, provider }, keys.url, async (url, signal) => {
    const { wire, clock, limits } = parts
    const endpoint = { host: url.host, audience: issuer ?? keys.url }
    const { headers, fields } = await clientAuthentication(keys.client, endpoint, clock)
    const form = new URLSearchParams({ token, token_type_hint: 'access_token', ...fields })
    const bytesMax = limits.introspectionBytesMax
    const request = { url, form, headers, bytesMax, meanings: MEANINGS }
    return { ...(await readObject(wire, clock, request, signal)) }
  })
}
