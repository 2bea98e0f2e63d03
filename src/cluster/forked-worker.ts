import cluster, { type Worker } from 'node:cluster'
import type { Member } from './circle.ts'
import type { FromPrimary, FromWorker } from './messages.ts'

/** How a worker ended: by itself with a code, or by a signal. */
export interface End {
  readonly code: number | null
  readonly signal: string | null
}

/** A process of this same program. */
export interface ForkedWorker extends Member {
  readonly pid: number | undefined
  /** Asks it to end in order. */
  stop(): void
}

/** What happens to it; nothing comes after its end. */
export interface WorkerEvents {
  onMessage(message: FromWorker): void
  /** It takes connections. */
  onListening(): void
  onEnd(end: End): void
}

/** Starts one. `eventsOf` is given the worker, since its events have to do with it. */
export function forkWorker(eventsOf: (worker: ForkedWorker) => WorkerEvents): ForkedWorker {
  const forked: Worker = cluster.fork()
  const { process: child } = forked
  const worker: ForkedWorker = {
    pid: child.pid,
    send(message: FromPrimary) {
      // One that is gone gets nothing any more; its end is an event of its own.
      if (forked.isConnected()) child.send(message, undefined, undefined, () => {})
    },
    kill: () => void child.kill('SIGKILL'),
    stop: () => void child.kill('SIGTERM'),
  }
  const events = eventsOf(worker)
  // Both ends of the line are this program; the cluster's own messages do not come here.
  forked.on('message', (message: FromWorker) => {
    events.onMessage(message)
  })
  forked.on('listening', () => {
    events.onListening()
  })
  let ended = false
  const end = (how: End) => {
    if (ended) return
    ended = true
    events.onEnd(how)
  }
  forked.on('exit', (code: number | null, signal: string | null) => {
    end({ code, signal })
  })
  // It could not even be started; a message that could not be sent is not meant.
  forked.on('error', () => {
    if (child.pid === undefined) end({ code: null, signal: null })
  })
  return worker
}
