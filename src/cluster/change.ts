/**
 * What one process has changed, by name alone: the others drop what they hold of it and read it again
 * when they need it. Nothing secret is in it.
 */
export type Change =
  | { readonly kind: 'tenants'; readonly tenantIds: readonly string[] }
  | { readonly kind: 'policy'; readonly tenantId: string }
  | { readonly kind: 'tokens'; readonly tenantId: string; readonly tokenIds: readonly string[] }
  | {
      readonly kind: 'link'
      readonly tenantId: string
      readonly issuer: string
      readonly subject: string
    }
  | { readonly kind: 'lock'; readonly tenantId: string; readonly caller: string }
  /** Sign-on sessions of a user have ended; absent: of all users. */
  | { readonly kind: 'sign-ons'; readonly tenantId: string; readonly userName?: string }
  /** The product reported something of an account. */
  | { readonly kind: 'account'; readonly tenantId: string; readonly accountId: string }
  /** A call that writes has been made for the tenant; questions that were asked before are not shared any more. */
  | { readonly kind: 'written'; readonly tenantId: string }
  /** A process has ended, perhaps after a change and before it could tell: nothing held is believed. */
  | { readonly kind: 'anything' }
