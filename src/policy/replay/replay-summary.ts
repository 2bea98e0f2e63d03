import type { SeenCallerName } from '../../audit/audit-reader.ts'
import type { RefusalCode } from '../../lib/refusal-codes.ts'

/** How a call ends by the rules alone; what limits and the product make of it is no part of it. */
export interface ReplayOutcome {
  readonly allowed: boolean
  /** Of a refusal; absent where it cannot be said which one it is. */
  readonly code?: RefusalCode | undefined
  /** What decides; absent where that cannot be said, or where it is no rule of the policy. */
  readonly rule?: string | undefined
}

/** Why it cannot be said how a call would end. */
export const UNSAID_REASONS = [
  'query',
  'groups',
  'administrator',
  'last-use',
  'provider',
  'credential',
  'address',
] as const
export type UnsaidReason = (typeof UNSAID_REASONS)[number]

/** Why a call was not tried at all. */
export const NOT_TRIED_REASONS = ['never-decided', 'rules-not-kept', 'token-gone'] as const
export type NotTriedReason = (typeof NOT_TRIED_REASONS)[number]

/** What becomes of one recorded call. */
export type ReplayVerdict =
  | { readonly kind: 'same'; readonly before: ReplayOutcome }
  | { readonly kind: 'changes'; readonly before: ReplayOutcome; readonly after: ReplayOutcome }
  | { readonly kind: 'unsaid'; readonly reason: UnsaidReason }
  | { readonly kind: 'not-tried'; readonly reason: NotTriedReason }

/** Which way a call changes: refused from now on, allowed from now on, or refused for another reason. */
export type ReplayWay = 'loses' | 'gains' | 'other-code'

/** Calls of one caller that change in the same way. */
export interface ReplayChange {
  readonly way: ReplayWay
  readonly calls: number
  readonly before: ReplayOutcome
  readonly after: ReplayOutcome
  /** The latest of them. */
  readonly example: {
    readonly eventId: string
    readonly at: number
    readonly method: string
    readonly path: string
  }
}

export interface ReplayCaller extends SeenCallerName {
  readonly loses: number
  readonly gains: number
  readonly otherCode: number
  /** Those with the most calls first; only the first few. */
  readonly changes: readonly ReplayChange[]
}

/** What a draft does to the calls of the past. */
export interface ReplaySummary {
  /** How many calls were looked at; fewer than were asked for where there are no more. */
  readonly calls: number
  /** Time of the oldest and of the newest, in milliseconds since the epoch; absent without a call. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly unchanged: number
  readonly loses: number
  readonly gains: number
  readonly otherCode: number
  /** Of which it cannot be said, by why; only what there is. */
  readonly unsaid: Readonly<Partial<Record<UnsaidReason, number>>>
  readonly notTried: Readonly<Partial<Record<NotTriedReason, number>>>
  /** How many ended otherwise when they were made than they would by the rules of today. */
  readonly decidedOtherwise: number
  /** Most affected first; only the first hundred. */
  readonly callers: readonly ReplayCaller[]
  /** How many callers there are whose calls change. */
  readonly callersAffected: number
}

export function wayOf(before: ReplayOutcome, after: ReplayOutcome): ReplayWay {
  if (before.allowed === after.allowed) return 'other-code'
  return before.allowed ? 'loses' : 'gains'
}
