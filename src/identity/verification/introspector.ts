import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { Secret } from '../../lib/secret.ts'
import { createSingleFlight } from '../../lib/single-flight.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import { introspectionOf } from './introspection-digest.ts'
import type { IntrospectionAnswer, ProviderClient } from './key-source.ts'
import type { Provider } from '../providers/provider.ts'

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
  introspect(tenant: Tenant, provider: Provider, token: Secret): Promise<Introspected>
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

const TOKENS_MAX = 10_000

/** Characters of all active answers together, and of one; larger ones are not remembered. */
const ANSWERS_SIZE_MAX = 32 * 1024 * 1024
const ANSWER_SIZE_MAX = 64 * 1024

/** What is remembered of a token that does not let anybody in. */
type Rejected =
  | { readonly kind: 'inactive'; readonly until: number }
  | { readonly kind: 'failed'; readonly refusal: Refusal; readonly until: number }

export function createIntrospector({
  client,
  clock,
}: {
  readonly client: Pick<ProviderClient, 'introspect'>
  readonly clock: Clock
}): Introspector {
  const active = new LRUCache<string, Introspected>({
    max: TOKENS_MAX,
    maxSize: ANSWERS_SIZE_MAX,
    maxEntrySize: ANSWER_SIZE_MAX,
    sizeCalculation: ({ answer }) => JSON.stringify(answer).length,
  })
  // Apart, so that made-up tokens, which anybody can send, push no genuine one out.
  const rejected = new LRUCache<string, Rejected>({ max: TOKENS_MAX })
  const singleFlight = createSingleFlight<Introspected>()
  let generation = 0

  const ask = async (name: string, provider: Provider, token: Secret): Promise<Introspected> => {
    const { cacheSeconds } = introspectionOf(provider)
    const asked = { at: clock.now(), generation }
    // A tenant that was told to be forgotten meanwhile gets nothing of its past back.
    const mayKeep = (until: number) => asked.generation === generation && until > clock.now()
    try {
      const answer = await client.introspect(provider, token.reveal())
      const until = believedUntil(answer, asked.at, cacheSeconds)
      if (mayKeep(until)) {
        if (answer['active'] === true) active.set(name, { answer, until })
        else rejected.set(name, { kind: 'inactive', until })
      }
      return { answer, until }
    } catch (cause) {
      if (cause instanceof Refusal) {
        const until = clock.now() + pauseMs(cause)
        if (mayKeep(until)) rejected.set(name, { kind: 'failed', refusal: cause, until })
      }
      throw cause
    }
  }

  const recall = (name: string): Introspected | undefined => {
    const known = active.get(name)
    if (known !== undefined && clock.now() < known.until) return known
    const no = rejected.get(name)
    if (no === undefined || clock.now() >= no.until) return undefined
    if (no.kind === 'failed') throw no.refusal
    return { answer: { active: false }, until: no.until }
  }

  return {
    async introspect(tenant, provider, token) {
      const name = `${tenant.id}\n${introspectionOf(provider).digest}\n${digestOf(token)}`
      return (
        recall(name) ??
        (await singleFlight(`${String(generation)} ${name}`, () => ask(name, provider, token)))
      )
    },
    forget(tenantIds) {
      generation += 1
      const prefixes = tenantIds.map((id) => `${id}\n`)
      for (const held of [active, rejected]) {
        for (const name of [...held.keys()]) {
          if (prefixes.some((prefix) => name.startsWith(prefix))) held.delete(name)
        }
      }
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

function digestOf(token: Secret): string {
  return createHash('sha256').update(token.reveal()).digest('base64')
}
