import { createAsking } from './asking.ts'
import type { Change } from './change.ts'
import type { FromPrimary, FromWorker, Line } from './messages.ts'
import type { Neighbours } from './neighbours.ts'
import { createPointsByMessage } from './shared-points.ts'
import { createTurnBatch } from './turn-batch.ts'

/** Longer than the primary waits for a worker before it ends it. */
const TELL_TIMEOUT_MS = 10_000

/** The worker's end of the line. Resolves when the primary has said which of the workers this is. */
export async function meetNeighbours(line: Line<FromPrimary, FromWorker>): Promise<Neighbours> {
  const counting = createPointsByMessage(line)
  const telling = createAsking<'told'>(TELL_TIMEOUT_MS)
  const place = withHandle<number>()
  const joined = withHandle<undefined>()
  let drop: (change: Change) => Promise<void> = () =>
    Promise.reject(new Error('nobody drops what others have changed'))

  // What cannot be dropped must not be served: it rises, and the process ends.
  async function dropAll(id: number, changes: readonly Change[]): Promise<void> {
    for (const change of changes) await drop(change)
    line.send({ kind: 'dropped', id })
  }

  const tell = createTurnBatch<Change, 'told'>(async (changes) => {
    const all = distinct(changes)
    const told = await telling.ask((id, failed) => {
      line.send({ kind: 'changed', id, changes: all }, failed)
    })
    return changes.map(() => told)
  })

  line.onMessage((message) => {
    switch (message.kind) {
      case 'place':
        place.resolve(message.slot)
        return
      case 'joined':
        joined.resolve(undefined)
        return
      case 'counted':
        counting.onCounted(message.id, message.counted)
        return
      case 'drop':
        void dropAll(message.id, message.changes)
        return
      case 'told':
        telling.answer(message.id, 'told')
    }
  })

  line.send({ kind: 'hello' })
  const slot = await place.promise
  return {
    slot,
    leads: slot === 1,
    points: counting.points,
    async tell(change) {
      try {
        await tell(change)
      } catch (cause) {
        // It is changed all the same, and who asked for it will not go on to drop it here.
        await drop(change)
        throw cause
      }
    },
    onTold(given) {
      drop = given
    },
    async join() {
      line.send({ kind: 'join' })
      await joined.promise
      // From here on each change is told; what was read while starting may be older.
      await drop({ kind: 'anything' })
    },
  }
}

function distinct(changes: readonly Change[]): readonly Change[] {
  if (changes.length === 1) return changes
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()]
}

function withHandle<T>() {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((given) => {
    resolve = given
  })
  return {
    promise,
    resolve: (value: T) => {
      resolve(value)
    },
  }
}
