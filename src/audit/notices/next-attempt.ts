const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Pauses after the first, the second, … attempt; the last one goes on. */
const PAUSES_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
]
/** After three days whoever receives has either seen to it or does not care. */
export const GIVEN_UP_AFTER_MS = 72 * HOUR
const RETRY_AFTER_MAX_MS = HOUR

/**
 * When a failed message is sent again, in milliseconds since the epoch; undefined when it is given up.
 * @param attempts so far, the failed one included
 * @param retryAfterSeconds what the receiver asked for
 */
export function nextAttempt(
  { attempts, createdAt }: { readonly attempts: number; readonly createdAt: number },
  now: number,
  retryAfterSeconds = 0,
): number | undefined {
  const end = createdAt + GIVEN_UP_AFTER_MS
  if (now >= end) return undefined
  const usual = PAUSES_MS[Math.min(attempts, PAUSES_MS.length) - 1] ?? 0
  const asked = Math.min(retryAfterSeconds * SECOND, RETRY_AFTER_MAX_MS)
  return Math.min(now + Math.max(usual, asked), end)
}
