import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Secret } from '../../lib/secret.ts'
import { createSingleFlight } from '../../lib/single-flight.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import type { KeySet } from './key-set.ts'
import type { KeySource } from './key-source.ts'
import type { Provider } from '../providers/provider.ts'
import type { TokenVerifier, VerifiedToken } from './verification.ts'

/** Tokens that were verified before, so that a token that was seen costs no signature check. */
export interface VerifiedTokens {
  /** @throws Refusal `token/untrusted`, `token/expired`, `provider/unavailable` */
  get(tenant: Tenant, provider: Provider, token: Secret): Promise<VerifiedToken>
  /** Drops all that is held for these tenants, also what is under way for them. */
  forget(tenantIds: readonly string[]): void
}

interface Held {
  readonly token: VerifiedToken
  /** The keys among which the token's own was seen last. */
  keySet: KeySet | undefined
}

const HELD_MAX = 10_000

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
  const held = new LRUCache<string, Held>({ max: HELD_MAX })
  const singleFlight = createSingleFlight<VerifiedToken>()
  let generation = 0

  const serves = async (tenant: Tenant, provider: Provider, entry: Held): Promise<boolean> => {
    if (entry.token.provider !== provider || entry.token.freshUntil <= clock.now()) return false
    if (provider.keys.from === 'introspection') return true
    const keySet = await keys.keysOf(tenant, provider)
    if (keySet === entry.keySet) return true
    const isStillThere = keySet.keys.some((key) => key.thumbprint === entry.token.keyThumbprint)
    if (isStillThere) entry.keySet = keySet
    return isStillThere
  }

  const verify = async (tenant: Tenant, provider: Provider, token: Secret, key: string) => {
    const asked = generation
    const verification = await verifier.verify(tenant, provider, token)
    if (verification.kind === 'refused') {
      const detail = `provider ${provider.id}: ${verification.detail}`
      throw new Refusal(verification.code, { detail })
    }
    const { freshUntil } = verification.token
    // A tenant that was told to be forgotten meanwhile gets nothing of its past back.
    if (asked === generation && freshUntil > clock.now()) {
      held.set(key, { token: verification.token, keySet: undefined })
    }
    return verification.token
  }

  return {
    async get(tenant, provider, token) {
      const key = `${tenant.id} ${digestOf(token)}`
      const entry = held.get(key)
      if (entry !== undefined && (await serves(tenant, provider, entry))) return entry.token
      if (entry !== undefined) held.delete(key)
      const work = () => verify(tenant, provider, token, key)
      const verified = await singleFlight(`${String(generation)} ${key}`, work)
      // Whoever joined a verification that began under an earlier policy is not served by it.
      return verified.provider === provider ? verified : await work()
    },
    forget(tenantIds) {
      generation += 1
      const prefixes = tenantIds.map((id) => `${id} `)
      for (const key of [...held.keys()]) {
        if (prefixes.some((prefix) => key.startsWith(prefix))) held.delete(key)
      }
    },
  }
}

function digestOf(token: Secret): string {
  return createHash('sha256').update(token.reveal()).digest('base64url')
}
