/** A person or an app user as the directory knows it. Mutable on purpose: tests switch people off. */
export interface Account {
  readonly accountId: string
  readonly accountType: 'atlassian' | 'app'
  readonly name: string
  displayName: string
  /** Two accounts may have the same one: then only who was there first can sign in with it. */
  readonly email: string
  /** Who else sees the address, apart from its owner and administrators: a choice of the person. */
  emailVisibility: 'hidden' | 'visible'
  readonly password: string
  /** Jira and Confluence administrator. */
  isAdmin: boolean
  active: boolean
  /** The Atlassian account is gone: read as "Former user" everywhere. */
  closed: boolean
  /** Products the account may use. */
  readonly products: Set<'jira' | 'confluence'>
  readonly groups: Set<string>
  readonly locale: string
  readonly timeZone: string
}

/** Whether the account can sign in to the product at all. */
export function maySignIn(account: Account, product: 'jira' | 'confluence'): boolean {
  return account.active && !account.closed && account.products.has(product)
}
