import type { Fault } from './fault.ts'
import type { RefusalCode } from './refusal-codes.ts'

export interface RefusalFacts {
  /** For our logs only: never sent to a caller, and never holds a secret. */
  readonly detail?: string
  readonly cause?: unknown
  /** Whole seconds after which trying again makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number
  /** For the caller, unlike the detail: what is wrong with each field of its own input. */
  readonly faults?: readonly Fault[]
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

  constructor(code: RefusalCode, facts: RefusalFacts = {}) {
    super(facts.detail === undefined ? code : `${code}: ${facts.detail}`, { cause: facts.cause })
    this.name = 'Refusal'
    this.code = code
    this.detail = facts.detail
    this.retryAfterSeconds = facts.retryAfterSeconds
    this.faults = facts.faults
  }
}
