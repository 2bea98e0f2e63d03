import type { Decision } from '../decision.ts'
import type { FindingReason, RulePart } from '../finding-reason.ts'
import type { RulePlace } from './rule-names.ts'

/** One thing that a resource rule asks for. */
export interface ToldPart {
  readonly part: RulePart
  readonly holds: boolean
  /** What is asked for, in words. */
  readonly asks: string
}

interface ToldRule {
  /** As decisions name it: `resource:no-deletes`, `gateway-is-on`. */
  readonly rule: string
  /** As administrators know it. */
  readonly name: string
  /** Where it is set; absent where nobody sets it. */
  readonly place: RulePlace | undefined
  /** Why it was found as it was, as a whole sentence. */
  readonly says: string
  /** What a resource rule asks for beside its path and method; empty for other rules. */
  readonly parts: readonly ToldPart[]
}

/** A rule that the decision looked at. */
export interface LookedAtRule extends ToldRule {
  readonly matched: boolean
  readonly because: FindingReason
  readonly decides: boolean
}

/** Why a decision did not look at a rule. */
export type PassedOverReason = 'off' | 'other-path' | 'other-method' | 'decided-before'

export interface PassedOverRule extends ToldRule {
  readonly because: PassedOverReason
}

/** A decision with all that it was made of, for people. */
export interface Explanation {
  /** By the very function that decides on calls. */
  readonly decision: Decision
  /** In the order of looking. */
  readonly lookedAt: readonly LookedAtRule[]
  /** In the order of the document, those that every tenant has first. */
  readonly passedOver: readonly PassedOverRule[]
}
