import type { Principal } from '../identity/principal.ts'
import type { ProvedCaller } from '../identity/refused-caller.ts'
import type { Budget } from '../policy/limit-counts.ts'
import type { Situation } from '../policy/situation.ts'
import type { Tenant } from '../tenants/tenant.ts'

/** What is known of a request at some point of its way; read when it is recorded. */
export interface CallFacts {
  readonly requestId: string
  readonly at: number
  readonly address: string
  readonly method: string
  readonly tenant: Tenant | undefined
  readonly path: string | undefined
  readonly principal: Principal | undefined
  /** Who was refused before there was a principal, as far as the credential proved it. */
  readonly caller?: ProvedCaller | undefined
  /** The caller is nobody that a rule of the tenant has let in. */
  readonly isStranger?: boolean
  /** The rule of the policy that decided. */
  readonly rule: string | undefined
  /** What is left of the rate limits that the call was counted by; for the answer. */
  readonly budgets: readonly Budget[]
  /** What rules in shadow would have done. */
  readonly shadows: readonly string[]
  /** What was decided on, once all of it is known. */
  readonly situation: Situation | undefined
  /** Version of the policy that the call goes by. */
  readonly policyVersion: number | undefined
  /** Why it was refused, for the record alone. */
  readonly detail?: string | undefined
}

/** The same for who finds them out, written down at once, so that the record of a refusal has them too. */
export type GrowingFacts = { -readonly [Name in keyof CallFacts]: CallFacts[Name] }

/** What is known of a request that has only just come. */
export function newFacts(
  requestId: string,
  at: number,
  address: string,
  method = '',
): GrowingFacts {
  return {
    requestId,
    at,
    address,
    method,
    tenant: undefined,
    path: undefined,
    principal: undefined,
    rule: undefined,
    budgets: NONE,
    shadows: NONE,
    situation: undefined,
    policyVersion: undefined,
  }
}

const NONE: readonly never[] = []
