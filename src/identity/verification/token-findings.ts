/** What is looked at in a token, in the order of looking. */
export type CheckName =
  | 'form'
  | 'provider'
  | 'algorithm'
  | 'type'
  | 'key'
  | 'signature'
  | 'active'
  | 'issuer'
  | 'audience'
  | 'expiry'
  | 'not-before'
  | 'issued-at'
  | 'lifetime'
  | 'subject'
  | 'groups'
  | 'rule'
  | 'account'

/** One look at a token. `skipped`: an earlier failure left nothing to look at, or nothing is demanded. */
export interface CheckFinding {
  readonly check: CheckName
  readonly verdict: 'passed' | 'failed' | 'skipped'
  /** For an admin: what was found and what was expected. Never the token, a signature or a secret. */
  readonly says: string
}

/** Members of a token, as JSON gave them. */
export type Claims = Readonly<Record<string, unknown>>
