import { Refusal } from '../lib/refusal.ts'

/**
 * Runs work that must be over in time; the signal stops it where it is.
 * @throws Refusal `upstream/timeout`
 */
export async function withDeadline<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const timer = setTimeout(() => {
    controller.abort(new Refusal('upstream/timeout', { detail: `no answer within ${ms} ms` }))
  }, ms)
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
  }
}
