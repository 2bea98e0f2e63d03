import type { PointStore, Taken, Window } from '../policy/point-store.ts'
import { createAsking } from './asking.ts'
import type { Counted, FromWorker, Line, PointStep } from './messages.ts'
import type { SharedPoints } from './neighbours.ts'
import { createTurnBatch } from './turn-batch.ts'

/** Points that the primary counts for all workers, and where its answers are handed in. */
export interface PointsByMessage {
  readonly points: SharedPoints
  readonly onCounted: (id: number, counted: readonly Counted[]) => void
}

/** A call waits for it, and is refused rather than let through uncounted. */
const TIMEOUT_MS = 1_000

/**
 * Nothing is counted here, so that no two workers ever let in more together than fits. Points of a
 * step whose answer came too late stay taken until their window ends: too little rather than too much.
 */
export function createPointsByMessage(
  line: Pick<Line<never, FromWorker>, 'send'>,
  timeoutMs = TIMEOUT_MS,
): PointsByMessage {
  const asking = createAsking<readonly Counted[]>(timeoutMs)
  const count = createTurnBatch<PointStep, Counted>((steps) =>
    asking.ask((id, failed) => {
      line.send({ kind: 'count', id, steps }, failed)
    }),
  )
  const storeOf = (of: keyof SharedPoints): PointStore => {
    const step = (what: PointStep[1], key: string, points: number, window: Window) =>
      count([of, what, key, points, window.points, window.seconds])
    return {
      take: async (key, points, window) => takenOf(await step('take', key, points, window)),
      look: async (key, points, window) => takenOf(await step('look', key, points, window)),
      async giveBack(key, points, window) {
        const counted = await step('giveBack', key, points, window)
        if (counted === 'failed') throw notCounted()
      },
    }
  }

  return {
    points: { limits: storeOf('limits'), guard: storeOf('guard') },
    onCounted: (id, counted) => {
      asking.answer(id, counted)
    },
  }
}

function takenOf(counted: Counted): Taken {
  if (counted === 'failed' || counted === 'given-back') throw notCounted()
  const [fits, remaining, endsInMs] = counted
  return { fits, remaining, endsInMs }
}

function notCounted(): Error {
  return new Error('the primary could not count')
}
