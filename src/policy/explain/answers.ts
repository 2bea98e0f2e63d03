import type { RefusalCode } from '../../lib/refusal-codes.ts'
import type { Call } from '../call.ts'
import type { LimitLook } from '../limit-counts.ts'
import type { CodeWords } from './code-words.ts'
import type { DoubtKind } from './doubts.ts'
import type { Explanation } from './explanation.ts'

/** What becomes of a call under the rules as they are now. */
export type Verdict =
  | RefusedBefore
  | DecidedVerdict
  /** Too little is known of it. */
  | { readonly kind: 'cannot-be-said'; readonly says: string }

/** Nothing was decided: the gateway refuses it before it comes to the rules. */
export interface RefusedBefore extends CodeWords {
  readonly kind: 'refused-before'
  readonly code: RefusalCode
}

export interface DecidedVerdict {
  readonly kind: 'decided'
  readonly effect: 'allow' | 'deny'
  /** What the caller is told; absent for a call that is allowed. */
  readonly code: RefusalCode | undefined
  readonly policyVersion: number
  readonly explanation: Explanation
  /** On what that is not in the record it depends; empty where it would be so in any case. */
  readonly dependsOn: readonly DoubtKind[]
  /** Of a call that the rules allow; undefined where points cannot be counted, or the record has but a hash of who calls. */
  readonly limits: readonly LimitLook[] | undefined
  /** Its caller is locked for deleting too much. */
  readonly isLocked: boolean
}

export interface AskedCall extends Pick<Call, 'method' | 'path' | 'query'> {
  readonly address: string
  /** Who calls, in words. */
  readonly caller: string
}

/** What the log has of a call. */
export interface RecordedDecision {
  readonly eventId: string
  readonly requestId: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly policyVersion: number | undefined
  readonly decision: 'allow' | 'deny'
  readonly rule: string
  readonly ruleName: string
  readonly code: RefusalCode | undefined
  readonly status: number | undefined
  /** More than the caller was told. */
  readonly detail: string | undefined
  /** Of a refusal. */
  readonly words: CodeWords | undefined
}

/** Why a call is treated as it is. */
export interface Answer {
  readonly call: AskedCall
  /** Absent for a call that was described. */
  readonly then: RecordedDecision | undefined
  readonly now: Verdict
  /** Whether the rules say otherwise now; undefined where that cannot be said. */
  readonly differs: boolean | undefined
}
