import type { Counted, PointStep } from './messages.ts'
import type { SharedPoints } from './neighbours.ts'

/** The primary's side of counting: takes each step, and says what came of it. */
export function countSteps(
  points: SharedPoints,
  steps: readonly PointStep[],
): Promise<readonly Counted[]> {
  return Promise.all(
    // One that cannot be counted is its own call's matter, not that of the others of its message.
    steps.map((step) => countStep(points, step).catch((): Counted => 'failed')),
  )
}

async function countStep(
  points: SharedPoints,
  [of, what, key, count, windowPoints, seconds]: PointStep,
): Promise<Counted> {
  const store = points[of]
  const window = { points: windowPoints, seconds }
  if (what === 'giveBack') {
    await store.giveBack(key, count, window)
    return 'given-back'
  }
  const { fits, remaining, endsInMs } = await store[what](key, count, window)
  return [fits, remaining, endsInMs]
}
