import type { StreamProgress } from './audit-stream.ts'

const SECOND = 1_000
const WAIT_MAX_MS = 5 * 60 * SECOND

/** A single failure is nothing: networks have hiccups. */
const FAILURES_UNTIL_DOWN = 5
const FAILING_UNTIL_DOWN_MS = 30 * SECOND

type Failing = Pick<StreamProgress, 'failures' | 'failingSince' | 'downSince' | 'dueAt'>

/**
 * What a failed attempt makes of a stream: it waits twice as long as before, from a second to five minutes.
 * @param retryAfterSeconds what the receiver asked for; more than five minutes count as five
 */
export function afterFailure(
  before: Omit<Failing, 'dueAt'>,
  now: number,
  retryAfterSeconds = 0,
): Failing & { readonly isNowDown: boolean } {
  const failures = before.failures + 1
  const failingSince = before.failingSince ?? now
  const usual = SECOND * 2 ** Math.min(failures - 1, 9)
  const wait = Math.min(Math.max(usual, retryAfterSeconds * SECOND), WAIT_MAX_MS)
  const isDown = failures >= FAILURES_UNTIL_DOWN && now - failingSince >= FAILING_UNTIL_DOWN_MS
  const isNowDown = isDown && before.downSince === undefined
  const downSince = before.downSince ?? (isDown ? failingSince : undefined)
  return { failures, failingSince, downSince, dueAt: now + wait, isNowDown }
}
