/** Whom a call is made as. */
export type ActsAs =
  { readonly kind: 'user'; readonly accountId: string } | { readonly kind: 'app' }

/** `write` includes reading. */
export type Access = 'read' | 'write'

/** The authenticated caller, always of one tenant. */
export interface Principal {
  readonly tenantId: string
  readonly actsAs: ActsAs
  readonly access: Access
  readonly credential: { readonly kind: 'api-token'; readonly id: string }
  /** Who answers for the credential: its owner, also when it acts as the app. */
  readonly ownerAccountId: string
}
