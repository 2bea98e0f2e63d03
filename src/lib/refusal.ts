import type { Fault } from './fault.ts'
import type { Hint } from './hints.ts'
import type { RefusalCode } from './refusal-codes.ts'

/** A version that is there in place of the one that a caller meant to change. */
export interface PresentVersion {
  readonly version: number
  /** When and by whom it was made; absent of what nobody made. ISO 8601, and an account. */
  readonly changedAt?: string
  readonly changedBy?: string
}

export interface RefusalFacts {
  /** For our logs only: never sent to a caller, and never holds a secret. */
  readonly detail?: string
  readonly cause?: unknown
  /** Whole seconds after which trying again makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number
  /** For the caller, unlike the detail: what is wrong with each field of its own input. */
  readonly faults?: readonly Fault[]
  /** For the caller too; becomes `ETag` as well. */
  readonly current?: PresentVersion
  /** For the caller too: what stands behind the product's refusal. */
  readonly hint?: Hint | undefined
}

/**
 * An expected failure. The code alone decides the status and the public text (refusal-codes.ts);
 * anything that is not a Refusal is a surprise and rises to the door, which answers 500.
 */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly detail: string | undefined
  readonly retryAfterSeconds: number | undefined
  readonly faults: readonly Fault[] | undefined
  readonly current: PresentVersion | undefined
  readonly hint: Hint | undefined

  constructor(code: RefusalCode, facts: RefusalFacts = {}) {
    super(facts.detail === undefined ? code : `${code}: ${facts.detail}`, { cause: facts.cause })
    this.name = 'Refusal'
    this.code = code
    this.detail = facts.detail
    this.retryAfterSeconds = facts.retryAfterSeconds
    this.faults = facts.faults
    this.current = facts.current
    this.hint = facts.hint
  }
}
