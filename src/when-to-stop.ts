import type { Log } from './lib/log.ts'

/** Calls `stop` when the process is asked to end, or when nobody knows any more what state it is in. */
export function whenToStop(log: Log, stop: (reason: string, exitCode: number) => void): void {
  process.on('SIGTERM', () => stop('SIGTERM', 0))
  process.on('SIGINT', () => stop('SIGINT', 0))
  // Nobody expected this, so nobody knows what state it left: end in order and let the supervisor start anew.
  process.on('uncaughtException', (cause) => {
    log.fatal({ err: cause }, 'uncaught exception')
    stop('uncaughtException', 1)
  })
  process.on('unhandledRejection', (cause) => {
    log.fatal({ err: cause }, 'unhandled rejection')
    stop('unhandledRejection', 1)
  })
}
