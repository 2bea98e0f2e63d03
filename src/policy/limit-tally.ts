import type { Budget, Count, CountTaken, Share } from './limit-counts.ts'

/** What has been counted of a call so far. */
export interface Tally {
  readonly shares: Share[]
  readonly budgets: Budget[]
  readonly shadows: string[]
}

/** What stops a call. */
export interface Spent {
  readonly rule: string
  readonly retryAfterSeconds: number
}

/** Takes one count into the tally. @returns what stops the call */
export function addTo(
  { shares, budgets, shadows }: Tally,
  { rule }: Count,
  { budget, share, retryAfterMs }: CountTaken,
): Spent | undefined {
  if (share !== undefined) shares.push(share)
  if (rule.state === 'shadow') {
    if (share === undefined) shadows.push(`would-limit:${rule.id}`)
    return undefined
  }
  budgets.push(budget)
  if (share !== undefined) return undefined
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  return { rule: `limit:${rule.id}`, retryAfterSeconds }
}

// A limit that counts a caller in several groups is told once, as the group that has the least left.
export function leastOf(budgets: readonly Budget[]): readonly Budget[] {
  if (budgets.every(({ id }, at) => budgets[at + 1]?.id !== id)) return budgets
  const least = new Map<string, Budget>()
  for (const budget of budgets) {
    const known = least.get(budget.id)
    if (known === undefined || budget.remaining < known.remaining) least.set(budget.id, budget)
  }
  return [...least.values()]
}
