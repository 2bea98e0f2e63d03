import type { Clock } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Secret } from '../../lib/secret.ts'
import { createSingleFlight } from '../../lib/single-flight.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import { heapWeight } from './heap-weight.ts'
import { introspectionOf } from './introspection-digest.ts'
import type { IntrospectionAnswer, ProviderClient } from './key-source.ts'
import type { Provider } from '../providers/provider.ts'
import { createTenantCache, type Bounds } from './tenant-cache.ts'
import { digestOf } from './token-digest.ts'

/** What the provider says about a token, and until when that may be believed. */
interface Introspected {
  readonly answer: IntrospectionAnswer
  /** Milliseconds since the epoch; already over for what is not to be remembered. */
  readonly until: number
}

export interface Introspector {
  /**
   * Asks the provider, or remembers what it said.
   * @throws Refusal `provider/unavailable` when it cannot be asked; never an old answer instead
   */
  readonly introspect: (tenant: Tenant, provider: Provider, token: Secret) => Promise<Introspected>
  /** Drops all that is held for these tenants, also what is under way for them. */
  forget(tenantIds: readonly string[]): void
}

/** So that one bad token in a loop asks rarely, and one that was activated just now soon works. */
const INACTIVE_MS = 5_000

/**
 * A failure is remembered for its token alone. For the provider as a whole it must not be: anybody
 * could send a token that the endpoint stumbles over, and so lock out all others. What protects a
 * provider that is down or slow is the client's bound on exchanges at once.
 */
const FAILED_MS = 2_000
const FAILED_MAX_MS = 10_000

/** Tokens that let nobody in. */
const REJECTED: Bounds = { ofTenant: 2_500, overall: 10_000 }

/** Bytes of active answers, by weight. */
const ANSWERS: Bounds = { ofTenant: 16 * 1024 * 1024, overall: 64 * 1024 * 1024 }
/** A larger answer is believed, and asked for at every call. */
const ANSWER_WEIGHT_MAX = 128 * 1024
/** What an answer takes besides its members. */
const ENTRY_WEIGHT = 512

/** What is remembered of a token that does not let anybody in. */
type Rejected =
  | { readonly kind: 'inactive'; readonly until: number }
  | { readonly kind: 'failed'; readonly refusal: Refusal; readonly until: number }

export function createIntrospector({
  client,
  clock,
  bounds = ANSWERS,
}: {
  readonly client: Pick<ProviderClient, 'introspect'>
  readonly clock: Clock
  /** Bytes of active answers. */
  readonly bounds?: Bounds
}): Introspector {
  const weightOf = ({ answer }: Introspected) => ENTRY_WEIGHT + heapWeight(answer)
  const active = createTenantCache(bounds, weightOf, ANSWER_WEIGHT_MAX)
  // Apart, so that made-up tokens, which anybody can send, push no genuine one out.
  const rejected = createTenantCache<Rejected>(REJECTED)
  const singleFlight = createSingleFlight<Introspected>()
  let generation = 0

  const ask = async (
    tenant: Tenant,
    provider: Provider,
    token: Secret,
    name: string,
  ): Promise<Introspected> => {
    const { cacheSeconds } = introspectionOf(provider)
    const asked = { at: clock.now(), generation }
    // A tenant that was told to be forgotten meanwhile gets nothing of its past back.
    const mayKeep = (until: number) => asked.generation === generation && until > clock.now()
    try {
      const answer = await client.introspect(tenant, provider, token.reveal())
      const until = believedUntil(answer, asked.at, cacheSeconds)
      if (mayKeep(until)) {
        if (answer['active'] === true) active.set(tenant.id, name, { answer, until })
        else rejected.set(tenant.id, name, { kind: 'inactive', until })
      }
      return { answer, until }
    } catch (cause) {
      if (cause instanceof Refusal) {
        const until = clock.now() + pauseMs(cause)
        if (mayKeep(until)) {
          rejected.set(tenant.id, name, { kind: 'failed', refusal: cause, until })
        }
      }
      throw cause
    }
  }

  const recall = (tenantId: string, name: string): Introspected | undefined => {
    const known = active.get(tenantId, name)
    if (known !== undefined && clock.now() < known.until) return known
    const no = rejected.get(tenantId, name)
    if (no === undefined || clock.now() >= no.until) return undefined
    if (no.kind === 'failed') throw no.refusal
    return { answer: { active: false }, until: no.until }
  }

  return {
    async introspect(tenant, provider, token) {
      const name = `${introspectionOf(provider).digest}\n${digestOf(token)}`
      const known = recall(tenant.id, name)
      if (known !== undefined) return known
      const work = () => ask(tenant, provider, token, name)
      return await singleFlight(`${String(generation)} ${tenant.id}\n${name}`, work)
    },
    forget(tenantIds) {
      generation += 1
      for (const held of [active, rejected]) held.forget(tenantIds)
    },
  }
}

// Counted from before the question: the answer may be as old as that.
function believedUntil(answer: IntrospectionAnswer, askedAt: number, cacheSeconds: number): number {
  if (answer['active'] !== true) return askedAt + INACTIVE_MS
  const { exp } = answer
  if (exp === undefined) return askedAt + cacheSeconds * 1000
  // An end that is no time may be any time.
  const ends = typeof exp === 'number' && Number.isFinite(exp) ? exp * 1000 : askedAt
  return Math.min(askedAt + cacheSeconds * 1000, ends)
}

function pauseMs({ retryAfterSeconds }: Refusal): number {
  return Math.min(Math.max(FAILED_MS, (retryAfterSeconds ?? 0) * 1000), FAILED_MAX_MS)
}
