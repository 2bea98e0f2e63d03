import type { Log } from './log.ts'

/** Work that is done now and then, never twice at once. */
export interface Background {
  /** Does it now rather than at the next turn. */
  readonly wake: () => void
  /** Ends after the run that is under way. */
  stop(): Promise<void>
}

/** For work that another process does. */
export const NO_BACKGROUND: Background = { wake: () => {}, stop: async () => {} }

/**
 * Runs `work` every `everyMs` and when woken. A failed run is logged and done again at the next
 * turn: whatever calls this keeps its open work in a store or in memory, so nothing is lost by it.
 */
export function startBackground(work: () => Promise<void>, everyMs: number, log: Log): Background {
  let running: Promise<void> | undefined
  // Woken during a run: what it was woken for may have come too late for that run.
  let again = false
  let stopped = false

  const run = async (): Promise<void> => {
    await work().catch((cause: unknown) => {
      log.error({ err: cause }, 'background work failed and will be tried again')
    })
    running = undefined
    if (again) wake()
  }
  const wake = () => {
    if (stopped) return
    again = running !== undefined
    running ??= run()
  }
  const timer = setInterval(wake, everyMs)
  timer.unref()

  return {
    wake,
    async stop() {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}
