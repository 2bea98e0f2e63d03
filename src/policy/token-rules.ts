/** What holds for all API tokens of the tenant, beside the switches. */
export interface TokenRules {
  /** How many live API tokens one person may own; absent: any number. Service accounts' do not count. */
  readonly liveMax?: number | undefined
  /** A token that was not used for so many days is revoked; absent: never. */
  readonly idleDays?: number | undefined
}

export const DEFAULT_TOKEN_RULES: TokenRules = {}
