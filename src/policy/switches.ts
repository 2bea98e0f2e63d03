/** What an admin can switch for one tenant. */
export interface Switches {
  /** Off: every call through the gateway is refused. */
  readonly gateway: boolean
  /** Whether resource rules marked so may be called without a credential. */
  readonly anonymousCalls: boolean
  readonly usersMayCreateTokens: boolean
  /** Longest life of a token, in days, for administrators too; a token that was made for longer ends earlier. */
  readonly tokenDaysMax: number
  /** Which kinds of credential the gateway takes. */
  readonly apiTokens: boolean
  readonly providerTokens: boolean
  /** Calls of our own pages, as the person who looks at them. */
  readonly contextTokens: boolean
  /** Passes user name and password, or an Atlassian API token, on to the product unchanged. */
  readonly basicPassThrough: boolean
  /** Of Data Center alone: calls with the cookie of somebody who has signed on by Crowd. */
  readonly signOnCookies: boolean
  /** Of Data Center alone: passes personal access tokens and tokens of the product's OAuth on unchanged. */
  readonly bearerPassThrough: boolean
}

/** What a site of the Cloud can never have on: its products take nothing of the kind. */
export const DATA_CENTER_SWITCHES = ['signOnCookies', 'bearerPassThrough'] as const

/**
 * Creating tokens is what users come for, with every life that a token can have; an admin who wants
 * it otherwise says so. A year is what `identity/` allows at most (a test holds the two together).
 */
export const DEFAULT_SWITCHES: Switches = {
  gateway: true,
  anonymousCalls: false,
  usersMayCreateTokens: true,
  tokenDaysMax: 365,
  apiTokens: true,
  providerTokens: true,
  contextTokens: true,
  // Off: who takes personal tokens through the gateway should have meant to.
  basicPassThrough: false,
  signOnCookies: false,
  bearerPassThrough: false,
}

// DEFAULT_SWITCHES is typed to have every switch, and the line above gives it nothing else.
const NAMES = Object.keys(DEFAULT_SWITCHES) as (keyof Switches)[]

/**
 * What differs, as an audit event tells it: each changed switch with its value after and before
 * (`tokenDaysMax`, `tokenDaysMaxBefore`). Undefined when nothing does.
 */
export function switchFacts(
  before: Switches,
  after: Switches,
): Readonly<Record<string, boolean | number>> | undefined {
  const changed = NAMES.filter((name) => before[name] !== after[name])
  if (changed.length === 0) return undefined
  return Object.fromEntries(
    changed.flatMap((name) => [
      [name, after[name]],
      [`${name}Before`, before[name]],
    ]),
  )
}
