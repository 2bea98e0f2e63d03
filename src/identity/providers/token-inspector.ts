import type { RefusalCode } from '../../lib/refusal-codes.ts'
import type { Secret } from '../../lib/secret.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import type { Standing } from './account-resolver.ts'
import type { Provider } from './provider.ts'
import type { CheckFinding, Claims } from '../verification/token-findings.ts'

/** What would come of a token, for an admin to look at. Holds nothing that the token could be made from again. */
export interface Inspection {
  readonly verdict: 'admitted' | 'refused'
  /** What a caller would get; absent when admitted. */
  readonly code?: RefusalCode
  readonly provider?: { readonly id: string; readonly name: string }
  readonly header?: Claims
  readonly claims?: Claims
  /** Every check, in order. */
  readonly findings: readonly CheckFinding[]
  /** The trust rule it would come under. */
  readonly rule?: string
  readonly access?: 'read' | 'write'
  readonly resources?: readonly string[]
  /** The only ones that a call may come from. */
  readonly networks?: readonly string[]
  /** Absent when the provider has no groups claim. */
  readonly claimedGroups?: readonly string[] | 'left-out'
  readonly actsAs?: Standing['actsAs']
}

export interface TokenInspector {
  /**
   * Tries a token with the providers given, exactly as the gateway would. Stores and logs nothing. Keys
   * and introspection answers are remembered for a while as the gateway does, apart from its own: a
   * draft neither adds to what the gateway holds nor pushes any of it out.
   */
  inspect(tenant: Tenant, providers: readonly Provider[], token: Secret): Promise<Inspection>
  /**
   * The provider identity that a token proves, for linking it.
   * @throws Refusal `token/*` or `provider/unavailable` when it proves none; `account/unknown` when its
   * provider maps nobody by links
   */
  proves(
    tenant: Tenant,
    providers: readonly Provider[],
    token: Secret,
  ): Promise<{ readonly issuer: string; readonly subject: string; readonly provider: Provider }>
}
