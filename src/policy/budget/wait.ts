import type { StopSignal } from '../../lib/stop-signal.ts'

/** Resolves after so long; rejects with the signal's reason when that is aborted meanwhile. */
export function waitFor(ms: number, signal: StopSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted === true) stop()
    else signal?.addEventListener('abort', stop)
  })
}
