import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../../lib/clock.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { KeySet } from './key-set.ts'

/** The keys of one provider, read from where it publishes them. */
export interface KeyShelf {
  /** As `KeySource.keysOf`; a set may have no usable key. */
  get(kid: string | undefined): Promise<KeySet>
  /** The set that is in memory, as long as nobody needs to read it anew. */
  fresh(): KeySet | undefined
}

/**
 * So long a key that its provider took back goes on working, at most. Providers announce new keys
 * hours ahead, and a new one that a token names is looked for at once anyway.
 */
const FRESH_MS = 10 * 60_000

/** How long a provider may be down before nobody of its company gets in: a restart, not a week-end. */
const STALE_MS = 60 * 60_000

/**
 * Anybody can make up key ids. However many come, the provider is asked for this reason once in the
 * time; a genuine new key that was published just after waits for it.
 */
const UNKNOWN_KID_PAUSE_MS = 30_000

/** A made-up id that is sent again and again does not even use up those. */
const UNKNOWN_KID_MS = 5 * 60_000
const UNKNOWN_KIDS_MAX = 100

/** A provider that just failed is not asked by every call, each of which would wait for it. */
const FAILED_PAUSE_MS = 10_000

interface Failure {
  readonly refusal: Refusal
  readonly until: number
}

interface ReadSet {
  readonly set: KeySet
  /** Before it was asked for: the keys are no younger than this. */
  readonly at: number
}

/**
 * @param read reads the set anew, as a new object; a Refusal is remembered for a while, anything else
 * it throws rises
 */
export function createKeyShelf(read: () => Promise<KeySet>, clock: Clock): KeyShelf {
  const unknown = new LRUCache<string, true>({
    max: UNKNOWN_KIDS_MAX,
    ttl: UNKNOWN_KID_MS,
    ttlResolution: 0,
    perf: clock,
  })
  let held: ReadSet | undefined
  let failure: Failure | undefined
  let reading: Promise<KeySet> | undefined
  let unknownKidFrom = -Infinity

  const readOnce = async (): Promise<KeySet> => {
    const at = clock.now()
    try {
      const set = await read()
      held = { set, at }
      failure = undefined
      return set
    } catch (cause) {
      if (cause instanceof Refusal) failure = { refusal: cause, until: pauseAfter(cause, clock) }
      throw cause
    }
  }

  // Whoever asks while the set is read waits for the same answer.
  const readAnew = (): Promise<KeySet> => {
    if (reading !== undefined) return reading
    if (failure !== undefined && clock.now() < failure.until) {
      return Promise.reject(again(failure, clock))
    }
    reading = readOnce().finally(() => {
      reading = undefined
    })
    return reading
  }

  const heldFor = (ms: number) =>
    held !== undefined && clock.now() < held.at + ms ? held.set : undefined
  // A set without keys lets nobody in: its provider is asked as soon as one that failed.
  const freshSet = () => heldFor(held?.set.keys.length === 0 ? FAILED_PAUSE_MS : FRESH_MS)

  const readOrStale = async (): Promise<KeySet> => {
    try {
      return await readAnew()
    } catch (cause) {
      const stale = heldFor(FRESH_MS + STALE_MS)
      if (!(cause instanceof Refusal) || stale === undefined) throw cause
      return stale
    }
  }

  const mayLookFor = (name: string) => {
    if (unknown.has(name)) return false
    if (reading !== undefined) return true
    if (clock.now() < unknownKidFrom) return false
    unknownKidFrom = clock.now() + UNKNOWN_KID_PAUSE_MS
    return true
  }

  return {
    async get(kid) {
      const asked = { at: clock.now(), knowing: held }
      const fresh = freshSet()
      const current = fresh ?? (await readOrStale())
      if (kid === undefined || hasKey(current, kid)) return current
      const name = nameOf(kid)
      if (fresh !== undefined && !mayLookFor(name)) return current
      // A set that was read for this very call, or could not be, is not asked for twice.
      const latest = fresh === undefined ? current : await readOrStale()
      // A set that was under way already may be older than the key.
      const isNewer = held !== undefined && held !== asked.knowing && held.at >= asked.at
      if (isNewer && !hasKey(latest, kid)) unknown.set(name, true)
      return latest
    },
    fresh: freshSet,
  }
}

function hasKey(set: KeySet, kid: string): boolean {
  return set.keys.some((key) => key.kid === kid)
}

// Callers choose key ids, also how long they are; kept is something short.
function nameOf(kid: string): string {
  return createHash('sha256').update(kid).digest('base64')
}

function pauseAfter(refusal: Refusal, clock: Clock): number {
  const { retryAfterSeconds } = refusal
  const ms =
    retryAfterSeconds === undefined ? FAILED_PAUSE_MS : Math.max(1, retryAfterSeconds) * 1000
  return clock.now() + ms
}

// The same refusal, with the time that is left of its pause.
function again({ refusal, until }: Failure, clock: Clock): Refusal {
  return new Refusal(refusal.code, {
    ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
    retryAfterSeconds: Math.ceil((until - clock.now()) / 1000),
  })
}
