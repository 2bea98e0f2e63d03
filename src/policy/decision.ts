import type { RefusalCode } from '../lib/refusal-codes.ts'
import type { FindingReason } from './finding-reason.ts'
import type { ResourceRule } from './resource-rule.ts'

/** One rule that was looked at, in the order of looking. */
export interface RuleFinding {
  /** Name of a built-in rule, or `resource:` and the id of a resource rule. */
  readonly rule: string
  readonly matched: boolean
  /** What made it so. */
  readonly because: FindingReason
}

interface Decided {
  /** The rule that decided. */
  readonly rule: string
  readonly findings: readonly RuleFinding[]
  /** What rules in shadow would have done: `would-deny:no-deletes`, `would-allow:search`. */
  readonly shadows: readonly string[]
}

/** A value, not an exception: an allowed call carries its reasons just like a denied one. */
export type Decision =
  | (Decided & {
      readonly effect: 'allow'
      /** The first resource rule that allows it; none where full access does without. */
      readonly resource: ResourceRule | undefined
    })
  | (Decided & { readonly effect: 'deny'; readonly code: RefusalCode })
