/** What is held back while the product wants to be left alone: everything, one operation, or writes to one issue. */
export type PauseScope = 'quota' | 'burst' | 'issue'

/** What one answer of the product says of the quota that it counts the app's calls against. */
export interface QuotaSignals {
  /** Points of a whole window. */
  readonly limit: number | undefined
  /** Points that are left of it. */
  readonly remaining: number | undefined
  /** When the window ends, in milliseconds since the epoch. */
  readonly resetsAt: number | undefined
  /** The product says by itself that little is left. */
  readonly isNear: boolean
  /** The call was refused for being one too many. */
  readonly refusal: QuotaRefusal | undefined
}

export interface QuotaRefusal {
  readonly scope: PauseScope
  /** The product's own word for it: `jira-quota-tenant-based`. */
  readonly reason: string | undefined
  /** When to come back, in milliseconds since the epoch; absent where the product does not say. */
  readonly until: number | undefined
}
