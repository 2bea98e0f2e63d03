import { Refusal } from '../lib/refusal.ts'

/** Why a request was not believed; one word for our log, never part of the answer. */
export type Distrust =
  | 'no-token'
  | 'ambiguous-token'
  | 'token-form'
  | 'header'
  | 'claims'
  | 'lifetime'
  | 'issuer'
  | 'audience'
  | 'qsh'
  | 'key-id'
  | 'unknown-key'
  | 'signature'
  | 'unknown-tenant'
  | 'inactive-tenant'
  | 'client-key'

/**
 * The one answer for every token that is not believed. Unknown tenant, inactive tenant and bad
 * signature look alike from outside, and nothing of the token is repeated: ACE's own message holds
 * the signing input, which is why it is never taken over as text or as cause.
 */
export function untrusted(reason: Distrust): Refusal {
  return new Refusal('product/untrusted', { detail: reason })
}
