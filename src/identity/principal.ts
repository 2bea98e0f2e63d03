import type { Secret } from '../lib/secret.ts'

/** Whom a call is made as. */
export type ActsAs =
  | { readonly kind: 'user'; readonly accountId: string }
  | { readonly kind: 'app' }
  /** Whoever the product finds behind the caller's own `Authorization` header, forwarded unchanged. */
  | { readonly kind: 'caller'; readonly authorization: Secret }

/** `write` includes reading. `manage` is for the management API alone and calls no product. */
export type Access = 'read' | 'write' | 'manage'

export type CredentialKind = 'api-token' | 'provider-token' | 'context-token' | 'basic'

/** The authenticated caller, always of one tenant. */
export interface Principal {
  readonly tenantId: string
  readonly actsAs: ActsAs
  readonly access: Access
  /** Globs over paths that the credential is limited to; absent: no limit of its own. */
  readonly resources?: readonly string[] | undefined
  readonly credential: {
    readonly kind: CredentialKind
    /** For the audit log: tells credentials of one kind apart and reveals none. */
    readonly id: string
    /** Who the credential itself names: a provider's subject, the user name of Basic. */
    readonly subject?: string | undefined
    /** The provider's trust rule that let it in. */
    readonly trustRule?: string | undefined
  }
  /** Who answers for the credential: its owner, also when it acts as the app; nobody for a workload. */
  readonly ownerAccountId: string | undefined
}
