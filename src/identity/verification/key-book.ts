import type { Clock } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Secret } from '../../lib/secret.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import type { KeySet, VerificationKey } from './key-set.ts'
import { createKeyShelf, type KeyShelf } from './key-shelf.ts'
import type { FetchedKeys, KeySource, ProviderClient } from './key-source.ts'
import type { Provider, ProviderKeys } from '../providers/provider.ts'
import { createTenantCache, type Bounds } from './tenant-cache.ts'

/** What makes keys out of what a provider gives; what is no usable key is left out. */
export interface KeyReaders {
  readonly pem: (pems: readonly string[]) => readonly VerificationKey[]
  readonly jwks: (fetched: FetchedKeys) => readonly VerificationKey[]
  readonly secret: (secret: Secret) => readonly VerificationKey[]
}

export interface KeyBookDeps {
  readonly client: Pick<ProviderClient, 'fetchKeys' | 'discoverKeys'>
  readonly readers: KeyReaders
  readonly clock: Clock
  /** Published sets. */
  readonly bounds?: Bounds
}

export interface KeyBook extends KeySource {
  /** Drops all that is held for these tenants, also what is under way for them. */
  forget(tenantIds: readonly string[]): void
}

/** One for each provider that a policy may have, and some that were edited. */
const PUBLISHED: Bounds = { ofTenant: 128, overall: 2_048 }

/**
 * The keys of all providers, in memory: entered ones as long as the provider is as it is, published
 * ones as key-shelf.ts has it.
 */
export function createKeyBook(deps: KeyBookDeps): KeyBook {
  const { client, readers, clock } = deps
  // By the object, which an edited provider does not share with what it was before.
  const entered = new WeakMap<Provider, KeySet>()
  const published = createTenantCache<KeyShelf>(deps.bounds ?? PUBLISHED)

  const enteredKeys = (provider: Provider, make: () => readonly VerificationKey[]): KeySet => {
    const known = entered.get(provider)
    if (known !== undefined) return known
    const set = usable(provider, { keys: make() })
    entered.set(provider, set)
    return set
  }

  // What is under way for a tenant that is forgotten ends on a shelf that nobody looks at any more.
  const shelfOf = (tenant: Tenant, provider: Provider, place: Place): KeyShelf => {
    const name = nameOf(provider, place)
    const known = published.get(tenant.id, name)
    if (known !== undefined) return known
    const read = async () => {
      const fetched = await (place.from === 'jwks'
        ? client.fetchKeys(tenant, provider, place.address)
        : client.discoverKeys(tenant, provider, place.address))
      return { keys: readers.jwks(fetched) }
    }
    const shelf = createKeyShelf(read, clock)
    published.set(tenant.id, name, shelf)
    return shelf
  }

  function freshlyShelved(tenant: Tenant, provider: Provider): KeySet | undefined {
    const { keys } = provider
    const isShelved = keys.from === 'jwks' || keys.from === 'discovery'
    if (!isShelved || provider.issuer === undefined) return undefined
    const name = nameOf(provider, placeOf(provider, keys))
    const set = published.get(tenant.id, name)?.fresh()
    return set?.keys.length === 0 ? undefined : set
  }

  async function find(tenant: Tenant, provider: Provider, kid?: string): Promise<KeySet> {
    const { keys } = provider
    switch (keys.from) {
      case 'pem':
        return enteredKeys(provider, () => readers.pem(keys.pems))
      case 'secret':
        return enteredKeys(provider, () => readers.secret(keys.secret))
      case 'jwks':
      case 'discovery':
        return usable(provider, await shelfOf(tenant, provider, placeOf(provider, keys)).get(kid))
      case 'introspection':
        throw new Error(`provider ${provider.id} has no keys: its tokens are introspected`)
    }
  }

  return {
    // At once where that takes no reading; whatever may fail does so in a promise.
    keysOf(tenant, provider, kid) {
      const shelved = kid === undefined ? freshlyShelved(tenant, provider) : undefined
      return entered.get(provider) ?? shelved ?? find(tenant, provider, kid)
    },
    forget: (tenantIds) => {
      published.forget(tenantIds)
    },
  }
}

interface Place {
  readonly from: 'jwks' | 'discovery'
  /** The address of the set, or the issuer. */
  readonly address: string
}

// Where the keys come from is part of the name: an edited provider never sees the old ones.
function nameOf({ id }: Provider, { from, address }: Place): string {
  return `${id}\n${from}\n${address}`
}

function placeOf(
  provider: Provider,
  keys: Extract<ProviderKeys, { from: 'jwks' | 'discovery' }>,
): Place {
  if (keys.from === 'jwks') return { from: keys.from, address: keys.url }
  if (provider.issuer === undefined) throw noKeys(provider, 'it has no issuer to discover from')
  return { from: keys.from, address: provider.issuer }
}

/** @throws Refusal `provider/unavailable` for a set of which nothing can be verified with */
function usable(provider: Provider, set: KeySet): KeySet {
  if (set.keys.length === 0) throw noKeys(provider, 'none of its keys is usable')
  return set
}

function noKeys(provider: Provider, reason: string): Refusal {
  return new Refusal('provider/unavailable', { detail: `provider ${provider.id}: ${reason}` })
}
