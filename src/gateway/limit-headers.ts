import type { Budget } from '../policy/limiter.ts'

/**
 * What is left of each limit, in the fields of the IETF's draft on rate limits
 * (draft-ietf-httpapi-ratelimit-headers): the policies as they are, and each with what remains of its
 * window and the seconds until that ends. The ids of limits need no escape there.
 */
export function limitHeaders(budgets: readonly Budget[]): Readonly<Record<string, string>> {
  if (budgets.length === 0) return {}
  const policies = budgets.map(
    ({ id, points, seconds }) => `"${id}";q=${String(points)};w=${String(seconds)}`,
  )
  const left = budgets.map(
    ({ id, remaining, endsInSeconds }) =>
      `"${id}";r=${String(remaining)};t=${String(endsInSeconds)}`,
  )
  return { 'RateLimit-Policy': policies.join(', '), RateLimit: left.join(', ') }
}
