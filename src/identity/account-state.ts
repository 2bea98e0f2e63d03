/**
 * What the product says about an account now: `inactive` cannot sign in but may come back, `closed` is
 * gone for good, or was never there.
 */
export type AccountState = 'active' | 'inactive' | 'closed'
