import { LRUCache } from 'lru-cache'
import type { Awaitable } from '../lib/awaitable.ts'
import type { Clock } from '../lib/clock.ts'

/** What the store said, for the hot path, from memory while fresh. */
export interface FreshCache<V extends object> {
  /** From memory, or from `load`; what it has not is not remembered. */
  read<T extends V | undefined>(key: string, load: () => Promise<T>): Awaitable<V | T>
  /** The next `read` loads, and one that is loading right now leaves nothing behind. */
  forget(key: string): void
  forgetAll(): void
}

// Changes in this process, and in its neighbours, are told at once; the time limit covers any other.
const FRESH_MS = 5_000
const ENTRIES_MAX = 10_000

/** Keys begin with the tenant. */
export function createFreshCache<V extends object>(clock: Clock): FreshCache<V> {
  const cache = new LRUCache<string, V>({
    max: ENTRIES_MAX,
    ttl: FRESH_MS,
    ttlResolution: 0,
    perf: clock,
  })
  let changes = 0

  async function read<T extends V | undefined>(key: string, load: () => Promise<T>): Promise<T> {
    const changesBefore = changes
    const loaded = await load()
    // What was changed while we were reading must not be remembered as it was.
    if (loaded !== undefined && changes === changesBefore) cache.set(key, loaded)
    return loaded
  }

  return {
    read: (key, load) => cache.get(key) ?? read(key, load),
    forget(key) {
      changes += 1
      cache.delete(key)
    },
    forgetAll() {
      changes += 1
      cache.clear()
    },
  }
}
