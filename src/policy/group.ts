/** Where members of a group come from; whoever one of its sources has is a member. */
export type GroupSource =
  /** A group of the product, by its id; its name was read when it was picked and is for reading only. */
  | { readonly from: 'product'; readonly groupId: string; readonly name: string }
  /** Tokens of a provider whose groups claim has this value. */
  | { readonly from: 'provider'; readonly provider: string; readonly value: string }

/** People and programs that rules speak of together. */
export interface Group {
  /** Lower-case letters, digits and hyphens; what rules refer to. Unique. */
  readonly id: string
  readonly name: string
  /** At least one. */
  readonly sources: readonly GroupSource[]
  /** Longest life of members' API tokens in days; the smallest that applies counts. */
  readonly tokenDaysMax?: number | undefined
  /** How many live API tokens a member may own; the smallest that applies counts. */
  readonly liveTokensMax?: number | undefined
}

/** What groups are for, by their ids. Who is in several of these has the least of what they leave. */
export interface AccessRules {
  /** Who may call at all. */
  readonly mayCall: 'everyone' | readonly string[]
  /** Whose members only read, whatever their credential may do. */
  readonly readOnly: readonly string[]
  /** Whose members may call all that is served, without a resource rule that allows it. */
  readonly fullAccess: readonly string[]
  /** Who may create and hold API tokens, beside administrators, where `usersMayCreateTokens` is on. */
  readonly mayHoldTokens: 'everyone' | readonly string[]
}

export const DEFAULT_ACCESS: AccessRules = {
  mayCall: 'everyone',
  readOnly: [],
  fullAccess: [],
  mayHoldTokens: 'everyone',
}
