import type { Secret } from '../../lib/secret.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import type { Provider } from '../providers/provider.ts'
import type { CheckFinding, Claims } from './token-findings.ts'

/** A token that is genuine, for us, and alive; who it stands for is another question. */
export interface VerifiedToken {
  readonly provider: Provider
  readonly subject: string
  readonly claims: Claims
  /** First moment, in milliseconds since the epoch, at which it has to be looked at anew: its end, at the latest. */
  readonly freshUntil: number
  /** First hex digits of the token's SHA-256: its name in the audit log. */
  readonly digest: string
  /** Of the key that its signature holds with; absent when the provider was asked instead. */
  readonly keyThumbprint?: string
}

export type VerificationRefusal = 'token/untrusted' | 'token/expired'

export type Verification = {
  readonly findings: readonly CheckFinding[]
  /** Present as soon as they could be read, also of a token that is refused; for the admin's test alone. */
  readonly header?: Claims
  readonly claims?: Claims
} & (
  | { readonly kind: 'verified'; readonly token: VerifiedToken }
  | {
      readonly kind: 'refused'
      readonly code: VerificationRefusal
      /** For the audit event. */
      readonly detail: string
    }
)

/** Looks at one token with one provider. Nothing is remembered here but keys and introspection answers. */
export interface TokenVerifier {
  /** @throws Refusal `provider/unavailable` */
  verify(tenant: Tenant, provider: Provider, token: Secret): Promise<Verification>
}
