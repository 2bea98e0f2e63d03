/** What an admin can set for one tenant. */
export interface Switches {
  readonly usersMayCreateTokens: boolean
  /** Longest life of a new token, in days, for administrators too; existing tokens keep their end. */
  readonly tokenDaysMax: number
}

/**
 * Creating tokens is what users come for, with every life that a token can have; an admin who wants
 * it otherwise says so. A year is what `identity/` allows at most (a test holds the two together).
 */
export const DEFAULT_SWITCHES: Switches = { usersMayCreateTokens: true, tokenDaysMax: 365 }

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
