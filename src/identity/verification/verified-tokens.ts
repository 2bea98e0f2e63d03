import type { Awaitable } from '../../lib/awaitable.ts'
import type { Clock } from '../../lib/clock.ts'
import { createMarks } from '../../lib/marks.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Secret } from '../../lib/secret.ts'
import { createSingleFlight } from '../../lib/single-flight.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import { heapWeight } from './heap-weight.ts'
import type { KeySet } from './key-set.ts'
import type { KeySource } from './key-source.ts'
import type { Provider } from '../providers/provider.ts'
import { createTenantCache, type Bounds } from './tenant-cache.ts'
import type { TokenVerifier, VerifiedToken } from './verification.ts'
import { digestOf } from './token-digest.ts'

/** Tokens that were verified before, so that a token that was seen costs no signature check. */
export interface VerifiedTokens {
  /**
   * A token that was verified before and holds as it did, for who has not chosen its provider yet: the
   * choice follows from the token and the list of providers alone, so it is remembered with them.
   * @returns undefined for any other token
   * @throws Refusal `provider/unavailable`, in the promise
   */
  recall(
    tenant: Tenant,
    providers: readonly Provider[],
    token: Secret,
  ): Awaitable<VerifiedToken | undefined>
  /**
   * @param provider chosen for the token among `providers`
   * @throws Refusal `token/untrusted`, `token/expired`, `provider/unavailable`, in the promise
   */
  get(
    tenant: Tenant,
    provider: Provider,
    token: Secret,
    providers?: readonly Provider[],
  ): Promise<VerifiedToken>
  /** Drops all that is held for these tenants, also what is under way for them. */
  forget(tenantIds: readonly string[]): void
}

/** Marks, where a token must not keep alive what is past: policies and key sets, whose size is not its own. */
interface Held {
  readonly token: Omit<VerifiedToken, 'provider'>
  readonly provider: number
  /** The keys among which the token's own was seen last. */
  keySet: number | undefined
  /** The list that the provider was chosen from last, and its place there. */
  choice: { readonly among: number; readonly index: number } | undefined
}

/** Bytes, by weight; some 15,000 usual tokens. */
const HELD: Bounds = { ofTenant: 16 * 1024 * 1024, overall: 64 * 1024 * 1024 }
/** A larger token is served, and verified at every call. */
const TOKEN_WEIGHT_MAX = 128 * 1024
/** What a token takes besides its claims. */
const ENTRY_WEIGHT = 1024

/**
 * Remembers by the token's SHA-256, under its tenant. What is remembered holds only as long as the
 * provider is the very one of the current policy, the token is alive, and the key that signed it is
 * still among the provider's keys: so none of an edited provider, a withdrawn key or an expired token
 * lives on in here.
 */
export function createVerifiedTokens(deps: {
  readonly verifier: TokenVerifier
  readonly keys: KeySource
  readonly clock: Clock
}): VerifiedTokens {
  const { verifier, keys, clock } = deps
  const weightOf = ({ token }: Held) => ENTRY_WEIGHT + heapWeight(token.claims)
  const held = createTenantCache(HELD, weightOf, TOKEN_WEIGHT_MAX)
  const singleFlight = createSingleFlight<VerifiedToken>()
  const markOf = createMarks()
  let generation = 0

  const serves = (tenant: Tenant, provider: Provider, entry: Held): Awaitable<boolean> => {
    if (entry.provider !== markOf(provider) || entry.token.freshUntil <= clock.now()) return false
    if (provider.keys.from === 'introspection') return true
    const keySet = keys.keysOf(tenant, provider)
    return keySet instanceof Promise ? hasKeyLater(entry, keySet) : hasKeyOf(entry, keySet)
  }
  const hasKeyLater = async (entry: Held, keySet: Promise<KeySet>) => hasKeyOf(entry, await keySet)

  const hasKeyOf = (entry: Held, keySet: KeySet): boolean => {
    const mark = markOf(keySet)
    if (mark === entry.keySet) return true
    const isStillThere = keySet.keys.some((key) => key.thumbprint === entry.token.keyThumbprint)
    if (isStillThere) entry.keySet = mark
    return isStillThere
  }

  const verify = async (tenant: Tenant, provider: Provider, token: Secret, digest: string) => {
    const asked = generation
    const verification = await verifier.verify(tenant, provider, token)
    if (verification.kind === 'refused') {
      const detail = `provider ${provider.id}: ${verification.detail}`
      throw new Refusal(verification.code, { detail })
    }
    const { provider: vouching, ...rest } = verification.token
    // A tenant that was told to be forgotten meanwhile gets nothing of its past back.
    if (asked === generation && rest.freshUntil > clock.now()) {
      const provider = markOf(vouching)
      held.set(tenant.id, digest, { token: rest, provider, keySet: undefined, choice: undefined })
    }
    return verification.token
  }

  return {
    recall(tenant, providers, token) {
      const entry = held.get(tenant.id, digestOf(token))
      if (entry?.choice?.among !== markOf(providers)) return undefined
      const provider = providers[entry.choice.index]
      if (provider === undefined) return undefined
      const isServed = serves(tenant, provider, entry)
      if (isServed instanceof Promise) return vouchedLater(entry, provider, isServed)
      return isServed ? vouched(entry, provider) : undefined
    },
    async get(tenant, provider, token, providers = [provider]) {
      const digest = digestOf(token)
      const entry = held.get(tenant.id, digest)
      if (entry !== undefined && (await serves(tenant, provider, entry))) {
        entry.choice = { among: markOf(providers), index: providers.indexOf(provider) }
        return vouched(entry, provider)
      }
      if (entry !== undefined) held.delete(tenant.id, digest)
      const work = () => verify(tenant, provider, token, digest)
      const verified = await singleFlight(`${String(generation)} ${tenant.id} ${digest}`, work)
      // Whoever joined a verification that began under an earlier policy is not served by it.
      return verified.provider === provider ? verified : await work()
    },
    forget(tenantIds) {
      generation += 1
      held.forget(tenantIds)
    },
  }
}

function vouched({ token }: Held, provider: Provider): VerifiedToken {
  return { ...token, provider }
}

async function vouchedLater(
  entry: Held,
  provider: Provider,
  isServed: Promise<boolean>,
): Promise<VerifiedToken | undefined> {
  return (await isServed) ? vouched(entry, provider) : undefined
}
