/** What an admin can switch for one tenant. */
export interface Switches {
  readonly usersMayCreateTokens: boolean
}

/** Creating tokens is what users come for; an admin who wants it otherwise switches it off. */
export const DEFAULT_SWITCHES: Switches = { usersMayCreateTokens: true }
