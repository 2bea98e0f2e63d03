/** Whom the product sees. */
export type ActsAs =
  { readonly kind: 'user'; readonly accountId: string } | { readonly kind: 'app' }
