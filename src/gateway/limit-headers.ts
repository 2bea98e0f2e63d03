import type { Budget } from '../policy/limit-counts.ts'

/**
 * What is left of each limit, in the fields of the IETF's draft on rate limits
 * (draft-ietf-httpapi-ratelimit-headers): the policies as they are, and each with what remains of its
 * window and the seconds until that ends. The ids of limits need no escape there.
 */
export function limitHeaders(budgets: readonly Budget[]): readonly string[] {
  let policies = ''
  let left = ''
  for (const { id, points, seconds, remaining, endsInSeconds } of budgets) {
    const comma = policies === '' ? '' : ', '
    policies += `${comma}"${id}";q=${String(points)};w=${String(seconds)}`
    left += `${comma}"${id}";r=${String(remaining)};t=${String(endsInSeconds)}`
  }
  return ['RateLimit-Policy', policies, 'RateLimit', left]
}
