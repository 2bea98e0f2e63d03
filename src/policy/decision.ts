import type { RefusalCode } from '../lib/refusal-codes.ts'

/** One rule that was looked at, in the order of looking. */
export interface RuleFinding {
  readonly rule: string
  readonly matched: boolean
}

/** A value, not an exception: an allowed call carries its reasons just like a denied one. */
export type Decision =
  | { readonly effect: 'allow'; readonly rule: string; readonly findings: readonly RuleFinding[] }
  | {
      readonly effect: 'deny'
      readonly rule: string
      readonly code: RefusalCode
      readonly findings: readonly RuleFinding[]
    }
