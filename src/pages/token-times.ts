import { stateOf, type ApiToken, type TokenState } from '../identity/api-token.ts'
import { endOf } from '../policy/token-standing.ts'

const DAY_MS = 86_400_000

/** How the tenant's rules end tokens, whatever they were made for. */
export interface EndingRules {
  /** Longest life in days of tokens of this owner. */
  readonly daysMaxOf: (owner: string) => number
  /** Days without use after which a token ends; absent: never. */
  readonly idleDays?: number | undefined
}

/** A token's times under the rules, in milliseconds since the epoch. */
export interface TokenTimes {
  readonly state: TokenState
  /** When it stops working, or stopped, unless idleness ends it first. */
  readonly endsAt: number
  /** The rule on the longest life ends it before the end that it was made for. */
  readonly isShortened: boolean
  readonly lastActiveAt: number
  /** When it ends if nobody uses it; undefined where nothing does that. */
  readonly idleAt: number | undefined
}

export function timesOf(token: ApiToken, rules: EndingRules, now: number): TokenTimes {
  const end = endOf(token, rules.daysMaxOf(token.ownerAccountId))
  const lastActiveAt = Math.max(token.lastUsedAt ?? 0, token.createdAt)
  return {
    state: stateOf({ ...token, expiresAt: end }, now),
    endsAt: token.revokedAt ?? end,
    isShortened: end < token.expiresAt,
    lastActiveAt,
    idleAt: rules.idleDays === undefined ? undefined : lastActiveAt + rules.idleDays * DAY_MS,
  }
}

export function daysBetween(from: number, to: number): number {
  return Math.floor((to - from) / DAY_MS)
}
