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
}

export const DEFAULT_LIMITS: LimitRules = { rules: [], readsWhenBroken: 'refused' }
