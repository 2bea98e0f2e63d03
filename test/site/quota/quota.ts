import { createCounts } from './quota-counts.ts'
import type { QuotaSettings } from './quota-settings.ts'

/** A call of an app, as the quota counts it. */
interface CountedCall {
  readonly product: 'jira' | 'confluence'
  readonly installation: string
  readonly method: string
  readonly path: string
  /** The operation's pattern: burst limits count for each. */
  readonly operation: string
  /** Key or number of the issue that it writes to. */
  readonly writesTo: string | undefined
  /** Milliseconds since the epoch, by the site's clock. */
  readonly at: number
}

/** What becomes of a call, and what its answer says of the hour. */
export interface Counted {
  readonly refused: { readonly reason: string; readonly retryAfterSeconds: number } | undefined
  readonly hour:
    { readonly limit: number; readonly remaining: number; readonly endsAt: number } | undefined
}

/** The app's quota of one site: the product's side of it, written for itself. */
export interface Quota {
  settings: QuotaSettings
  /** How many calls it refused, by reason. */
  readonly refusals: Map<string, number>
  count(call: CountedCall): Counted
}

const HOUR_MS = 3_600_000

export function createQuota(): Quota {
  const counts = createCounts()
  const refusals = new Map<string, number>()

  function refusalOf(call: CountedCall, settings: QuotaSettings) {
    const { product, installation, method, operation, writesTo, at } = call
    const issue = settings.writesPerIssue?.find(
      ({ writes, seconds }) =>
        writesTo !== undefined &&
        counts.of(`${installation} issue ${writesTo} ${seconds}`, seconds * 1000, at) >= writes,
    )
    if (issue !== undefined) {
      return { reason: `${product}-per-issue-on-write`, retryAfterSeconds: issue.seconds }
    }
    const burst = settings.burstPerSecond?.[method as 'GET']
    const bursts = counts.of(`${installation} burst ${method} ${operation}`, 1000, at)
    if (burst !== undefined && bursts >= burst) {
      return { reason: `${product}-burst-based`, retryAfterSeconds: 1 }
    }
    const { pointsPerHour } = settings
    const points = settings.pointsOf?.(method, call.path) ?? 1
    if (pointsPerHour === undefined) return undefined
    const used = counts.of(`${installation} hour`, HOUR_MS, at)
    if (used + points <= pointsPerHour) return undefined
    const retryAfterSeconds = Math.ceil((endOf(HOUR_MS, at) - at) / 1000)
    return { reason: `${product}-quota-tenant-based`, retryAfterSeconds }
  }

  return {
    settings: {},
    refusals,
    count(call) {
      const { settings } = this
      const { installation, method, operation, writesTo, at } = call
      const refused = refusalOf(call, settings)
      if (refused === undefined) {
        const points = settings.pointsOf?.(method, call.path) ?? 1
        counts.add(`${installation} hour`, points, HOUR_MS, at)
        counts.add(`${installation} burst ${method} ${operation}`, 1, 1000, at)
        for (const { seconds } of writesTo === undefined ? [] : (settings.writesPerIssue ?? [])) {
          counts.add(`${installation} issue ${String(writesTo)} ${seconds}`, 1, seconds * 1000, at)
        }
      } else {
        refusals.set(refused.reason, (refusals.get(refused.reason) ?? 0) + 1)
      }
      const limit = settings.pointsPerHour
      if (limit === undefined) return { refused, hour: undefined }
      const remaining = limit - counts.of(`${installation} hour`, HOUR_MS, at)
      return { refused, hour: { limit, remaining, endsAt: endOf(HOUR_MS, at) } }
    },
  }
}

function endOf(windowMs: number, at: number): number {
  return (Math.floor(at / windowMs) + 1) * windowMs
}
