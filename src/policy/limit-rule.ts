import type { RuleState } from './rule-state.ts'
import type { Who } from './who.ts'

/** Whose calls are counted together. `address`: one IPv4 address, or an IPv6 network of 64 bits. */
export const LIMIT_SCOPES = [
  'credential',
  'account',
  'group',
  'trust-rule',
  'address',
  'resource',
  'tenant',
] as const
export type LimitScope = (typeof LIMIT_SCOPES)[number]

/** So many points in a window, for each of what is counted. All limits that apply hold together. */
export interface LimitRule {
  /** Lower-case letters, digits and hyphens; in audit events and answers. Unique. */
  readonly id: string
  readonly name: string
  readonly state: RuleState
  readonly per: LimitScope
  /** Absent: for every call. */
  readonly who?: Who | undefined
  readonly points: number
  /** Length of the window. */
  readonly seconds: number
  /** Further points, for when those of the window are spent, in windows of their own. */
  readonly burst?: { readonly points: number; readonly seconds: number } | undefined
}

export interface LimitRules {
  readonly rules: readonly LimitRule[]
  /** What becomes of reads while points cannot be counted; writes are always refused then. */
  readonly readsWhenBroken: 'refused' | 'served'
  /** Absent: nothing is done about callers that delete a lot. */
  readonly destructive?: DestructiveLimit | undefined
  /** Absent: the product's quota is shown and its pauses are kept, and nobody gives way to anybody. */
  readonly budget?: BudgetRules | undefined
}

/** How many deletions and bulk edits one caller makes in an hour before it is locked until a person unlocks it. */
export interface DestructiveLimit {
  readonly perHour: number
  /** In shadow it is only recorded that a caller would have been locked. */
  readonly state: RuleState
}

/** How callers share what the product grants the app in an hour. */
export interface BudgetRules {
  /** In this last part of the quota, in percent, nobody takes more than its share; 0 keeps nothing back. */
  readonly reservePercent: number
  /** Ids of groups whose members give way first: slowed down, then refused, before others are. */
  readonly lowPriority: readonly string[]
  /** Members of such a group have so many shares; everybody else has one. */
  readonly weights: readonly { readonly group: string; readonly weight: number }[]
}

export const DEFAULT_LIMITS: LimitRules = {
  rules: [],
  readsWhenBroken: 'refused',
  destructive: { perHour: 100, state: 'on' },
  budget: { reservePercent: 20, lowPriority: [], weights: [] },
}
