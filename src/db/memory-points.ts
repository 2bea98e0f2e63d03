import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { PointStore, Taken } from '../policy/point-store.ts'

// Above what any rule can have: whether points fit is decided here, by each rule's own number, so that
// a rule whose number was changed goes on with the count that it has.
const NO_END = Number.MAX_SAFE_INTEGER

/** Points counted in the memory of this process, until it ends. */
export function createMemoryPoints(): PointStore {
  const counter = new RateLimiterMemory({ points: NO_END, duration: 1 })

  // One that has ended is gone: a count below zero would let more into the next window.
  const giveBack = async (key: string, points: number, seconds: number): Promise<void> => {
    const running = await counter.get(key)
    if (running === null || running.msBeforeNext <= 0 || running.consumedPoints < points) return
    await counter.reward(key, points, { customDuration: seconds })
  }

  return {
    async take(key, points, window): Promise<Taken> {
      const counted = await counter.consume(key, points, { customDuration: window.seconds })
      const endsInMs = counted.msBeforeNext
      if (counted.consumedPoints <= window.points) {
        return { fits: true, remaining: window.points - counted.consumedPoints, endsInMs }
      }
      await giveBack(key, points, window.seconds)
      const before = counted.consumedPoints - points
      return { fits: false, remaining: Math.max(0, window.points - before), endsInMs }
    },
    async look(key, points, window): Promise<Taken> {
      const running = await counter.get(key)
      const isRunning = running !== null && running.msBeforeNext > 0
      const consumed = isRunning ? running.consumedPoints : 0
      return {
        fits: consumed + points <= window.points,
        remaining: Math.max(0, window.points - consumed),
        endsInMs: isRunning ? running.msBeforeNext : window.seconds * 1000,
      }
    },
    giveBack: (key, points, { seconds }) => giveBack(key, points, seconds),
  }
}
