import { Refusal } from '../lib/refusal.ts'
import type { PlaceBound, PlaceLimits } from './limits.ts'

/** Places for exchanges with providers. */
export interface Places {
  /**
   * Does the work as soon as there is a place for it.
   * @throws Refusal `upstream/busy` when there is none in time, or too many wait; or what the work throws
   */
  hold<T>(tenantId: string, providerId: string, work: () => Promise<T>): Promise<T>
}

/** One of the bounds that an exchange counts for. */
interface Count {
  readonly name: string
  readonly bound: PlaceBound
}

interface Waiter {
  readonly counts: readonly Count[]
  readonly start: () => void
}

/**
 * Anybody can send tokens that a provider has to be asked about, and a provider may take its time: so
 * each has only so many places, and what waits for one keeps nobody of another provider from his. The
 * first to come is the first to go.
 */
export function createPlaces(limits: PlaceLimits): Places {
  const taken = new Map<string, number>()
  const waiting = new Set<Waiter>()

  const hasPlace = ({ name, bound }: Count) => (taken.get(name) ?? 0) < bound.places
  const mayWait = ({ name, bound }: Count) => {
    const before = [...waiting].filter(({ counts }) => counts.some((each) => each.name === name))
    return before.length < bound.waiting
  }
  const take = (counts: readonly Count[]) => {
    for (const { name } of counts) taken.set(name, (taken.get(name) ?? 0) + 1)
  }
  const leave = (counts: readonly Count[]) => {
    for (const { name } of counts) {
      const left = (taken.get(name) ?? 1) - 1
      if (left === 0) taken.delete(name)
      else taken.set(name, left)
    }
    for (const waiter of waiting) if (waiter.counts.every(hasPlace)) waiter.start()
  }

  // Ends with the place taken: whoever comes in between finds it so.
  const turn = (counts: readonly Count[]) =>
    new Promise<void>((resolve, reject) => {
      const start = () => {
        clearTimeout(timer)
        waiting.delete(waiter)
        take(counts)
        resolve()
      }
      const waiter = { counts, start }
      const timer = setTimeout(() => {
        waiting.delete(waiter)
        reject(busy('no place for another question in time'))
      }, limits.waitMs)
      waiting.add(waiter)
    })

  return {
    async hold(tenantId, providerId, work) {
      const counts = [
        { name: `${tenantId}\n${providerId}`, bound: limits.ofProvider },
        { name: tenantId, bound: limits.ofTenant },
        { name: '', bound: limits.overall },
      ]
      if (counts.every(hasPlace)) take(counts)
      else if (counts.every(mayWait)) await turn(counts)
      else throw busy('too many questions wait for a place')
      try {
        return await work()
      } finally {
        leave(counts)
      }
    },
  }
}

function busy(detail: string): Refusal {
  return new Refusal('upstream/busy', { detail, retryAfterSeconds: 1 })
}
