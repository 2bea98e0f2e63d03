import type { Clock } from '../lib/clock.ts'

/**
 * `Retry-After` as whole seconds from now (RFC 9110 §10.2.3: seconds or a date). What cannot be
 * read counts as absent; more than an hour counts as an hour, so that no answer locks a caller out.
 */
export function retryAfterSeconds(value: string | undefined, clock: Clock): number | undefined {
  if (value === undefined) return undefined
  const seconds = /^\d+$/.test(value)
    ? Number(value)
    : Math.ceil((Date.parse(value) - clock.now()) / 1000)
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 3600) : undefined
}
