import { EX_CONFIG } from '../lib/exit-codes.ts'
import type { Log } from '../lib/log.ts'
import { createDesk } from './desk.ts'
import { forkWorker, type End, type ForkedWorker } from './forked-worker.ts'
import type { SharedPoints } from './neighbours.ts'
import { restartPauseMs, SETTLED_MS } from './restart-pause.ts'

export interface PrimaryDeps {
  /** How many workers there are to be. */
  readonly count: number
  readonly points: SharedPoints
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>
}

/** Keeps the workers running, counts for them, and carries news between them. Sees nothing of any call. */
export interface Primary {
  /** Resolves with the code to exit with: after `stop`, or when workers cannot be started. */
  readonly ended: Promise<number>
  /** Ends all of them in order. */
  stop(exitCode: number): void
}

interface Place {
  readonly slot: number
  worker: ForkedWorker | undefined
  /** In a row, of processes that did not last. */
  failures: number
  timer: NodeJS.Timeout | undefined
}

/** So many ends in a row while nobody serves: it is given up. */
const FAILURES_MAX = 5
/** More than a worker takes to let its requests end; less than supervisors usually wait. */
const STOP_MS = 25_000

export function startPrimary({ count, points, log }: PrimaryDeps): Primary {
  const desk = createDesk(points)
  const places: readonly Place[] = Array.from({ length: count }, (_, at) => {
    return { slot: at + 1, worker: undefined, failures: 0, timer: undefined }
  })
  const serving = new Set<ForkedWorker>()
  let failuresOfAll = 0
  let exitCode: number | undefined
  let end: (code: number) => void = () => {}
  const ended = new Promise<number>((resolve) => {
    end = resolve
  })

  function fill(place: Place): void {
    const since = performance.now()
    place.worker = forkWorker((worker) => ({
      onMessage: (message) => {
        desk.onMessage(worker, place.slot, message)
      },
      onListening() {
        serving.add(worker)
        failuresOfAll = 0
        log.info({ slot: place.slot, pid: worker.pid }, 'a worker is open')
      },
      onEnd(how) {
        desk.onEnd(worker)
        serving.delete(worker)
        place.worker = undefined
        const hasSettled = performance.now() - since >= SETTLED_MS
        place.failures = hasSettled ? 0 : place.failures + 1
        onEnd(place, worker, how)
      },
    }))
  }

  function onEnd(place: Place, worker: ForkedWorker, how: End): void {
    if (exitCode !== undefined) {
      if (!isOrderly(how)) exitCode = Math.max(exitCode, 1)
      endIfEmpty()
      return
    }
    log.error({ slot: place.slot, pid: worker.pid, ...how }, 'a worker has ended')
    failuresOfAll += 1
    // The next start would find the same fault.
    const isConfigured = how.code !== EX_CONFIG
    if (serving.size === 0 && (!isConfigured || failuresOfAll >= FAILURES_MAX)) {
      log.error({ failures: failuresOfAll }, 'workers cannot be started, and it is given up')
      stop(isConfigured ? 1 : EX_CONFIG)
      return
    }
    place.timer = setTimeout(() => {
      fill(place)
    }, restartPauseMs(place.failures))
  }

  function stop(code: number): void {
    if (exitCode !== undefined) return
    exitCode = code
    for (const place of places) {
      clearTimeout(place.timer)
      place.worker?.stop()
    }
    const late = () => {
      log.warn({}, 'workers that did not end in time are killed')
      for (const { worker } of places) worker?.kill()
    }
    setTimeout(late, STOP_MS).unref()
    endIfEmpty()
  }

  function endIfEmpty(): void {
    if (exitCode !== undefined && places.every(({ worker }) => worker === undefined)) end(exitCode)
  }

  for (const place of places) fill(place)
  return { ended, stop }
}

// One that was still starting has nothing that listens to the signal yet.
function isOrderly({ code, signal }: End): boolean {
  return code === 0 || signal === 'SIGTERM'
}
