import type { RuleState } from './rule-state.ts'
import type { Who } from './who.ts'

/** Methods that a rule can name; one for GET holds for HEAD too, which asks for the same resource. */
export const RULE_METHODS = ['GET', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type RuleMethod = (typeof RULE_METHODS)[number]

/** What the query has to have. A name that is sent twice fulfils nothing that allows, and all that denies. */
export type QueryCondition =
  | { readonly name: string; readonly is: 'present' | 'absent' }
  | { readonly name: string; readonly equals: string }
  | { readonly name: string; readonly in: readonly string[] }

/**
 * What of the product can be called, and by whom. A call needs one rule that allows it, and none that
 * denies it: the first that allows decides what it costs, and their order has no other meaning.
 */
export interface ResourceRule {
  /** Lower-case letters, digits and hyphens; in audit events. Unique. */
  readonly id: string
  /** For reading only. */
  readonly name: string
  readonly state: RuleState
  readonly effect: 'allow' | 'deny'
  /** `reads`: GET, HEAD, OPTIONS and the POSTs that only ask a question. */
  readonly methods: 'all' | 'reads' | readonly RuleMethod[]
  /**
   * Below the product's base URL, segment by segment: `{name}` is any one segment, `**` at the end any
   * number of them, none included: `/rest/api/3/issue/{issueIdOrKey}/**`.
   */
  readonly path: string
  /** All of them have to hold. */
  readonly query?: readonly QueryCondition[] | undefined
  /** Only for calls that are made as this; absent: as either. */
  readonly actsAs?: 'user' | 'app' | undefined
  /** Absent: for everybody with a credential. */
  readonly who?: Who | undefined
  /** CIDRs that the caller has to be in; absent: wherever the caller is. */
  readonly networks?: readonly string[] | undefined
  /** Also without a credential, where the switch `anonymousCalls` is on. Only on rules that allow. */
  readonly anonymous?: boolean | undefined
  /**
   * On Confluence's prefix for tokens: that the product may serve it to nobody too is known, and wanted. A rule
   * for what is open there is not taken without.
   */
  readonly anonymousConfirmed?: boolean | undefined
  /** Points that one call takes from rate limits; absent: 1. */
  readonly cost?: number | undefined
}
