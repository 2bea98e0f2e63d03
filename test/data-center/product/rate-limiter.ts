import type { HeaderValues } from '../../site/http/reply.ts'
import { headerOf } from '../http/received.ts'
import type { Received } from '../http/received.ts'
import type { ProductSettings } from './product-settings.ts'

/** How a call stands against the limit. */
interface RateVerdict {
  readonly isOver: boolean
  readonly headers: HeaderValues
}

export interface RateLimiter {
  /** Counts one call of this user. */
  count(user: string | undefined): RateVerdict
}

/** Counts in windows of the limit's seconds, by this clock. */
export function createRateLimiter(now: () => number, settings: ProductSettings): RateLimiter {
  const counts = new Map<string, number>()
  return {
    count(user) {
      const limit = settings.rateLimit
      if (limit === undefined) return { isOver: false, headers: {} }
      const windowMs = limit.seconds * 1000
      const key = `${Math.floor(now() / windowMs)} ${user ?? ''}`
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      const isOver = count > limit.calls
      const waitSeconds = Math.ceil((windowMs - (now() % windowMs)) / 1000)
      return {
        isOver,
        headers: {
          'X-RateLimit-Limit': String(limit.calls),
          'X-RateLimit-Remaining': String(Math.max(0, limit.calls - count)),
          'X-RateLimit-FillRate': String(limit.calls),
          'X-RateLimit-Interval-Seconds': String(limit.seconds),
          ...(isOver ? { 'Retry-After': String(waitSeconds) } : {}),
        },
      }
    },
  }
}

/**
 * Whether the limiter takes a call for a click in the product's own pages, which it leaves alone:
 * two of these four signs, and neither Basic nor Bearer.
 */
export function looksLikeInterface(request: Received): boolean {
  if (/^(basic|bearer)\b/i.test(request.headers.authorization ?? '')) return false
  const cookies = request.headers.cookie ?? ''
  const signs = [
    headerOf(request, 'referer') !== undefined,
    headerOf(request, 'origin') !== undefined,
    /(?:^|;\s*)seraph\.[^=]+=/.test(cookies),
    /(?:^|;\s*)JSESSIONID=/.test(cookies),
  ]
  return signs.filter(Boolean).length >= 2
}
