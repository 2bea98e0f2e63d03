import type { SeenCallerName } from '../../audit/audit-reader.ts'
import type { Principal } from '../../identity/principal.ts'
import { callerNameOf } from '../caller-name.ts'
import type { BudgetRules } from '../limit-rule.ts'
import type { Situation } from '../situation.ts'

/** One who calls, and what was counted for it in the window. */
export interface CallerUse {
  readonly who: SeenCallerName
  /** Points of the window, by estimate. */
  points: number
}

/** What one, or all that somebody calls with, may have of the reserve. */
export interface Share {
  weight: number
  /** Points of the window that were of the reserve. */
  ofReserve: number
  lastAt: number
}

/** Whoever comes when so many are known already counts as one with all others that do. */
const CALLERS_MAX = 500
const OTHERS = 'others'

/** Who has not called for so long has no share kept. */
const ACTIVE_MS = 10 * 60_000

export type Callers = Map<string, CallerUse>
export type Shares = Map<string, Share>

/** The count of whoever makes the call. */
export function callerUse(callers: Callers, { principal, address }: Situation): CallerUse {
  const name = callerNameOf(principal, address)
  const isOneOfMany = !callers.has(name) && callers.size >= CALLERS_MAX
  const known = callers.get(isOneOfMany ? OTHERS : name)
  if (known !== undefined) return known
  const { kind, id, subject } = principal.credential
  const who: SeenCallerName = isOneOfMany
    ? {
        caller: OTHERS,
        credentialKind: undefined,
        credentialId: undefined,
        subject: undefined,
        accountId: undefined,
      }
    : {
        caller: name,
        credentialKind: kind,
        credentialId: id,
        subject,
        accountId: principal.ownerAccountId,
      }
  const use = { who, points: 0 }
  callers.set(who.caller, use)
  return use
}

/** What whoever makes the call has a share as. */
export function shareOf(
  shares: Shares,
  { principal, groups, address }: Situation,
  rules: BudgetRules | undefined,
  at: number,
): Share {
  const own = shareNameOf(principal, address)
  const isOneOfMany = !shares.has(own) && shares.size >= CALLERS_MAX
  const name = isOneOfMany ? OTHERS : own
  // All others together are one, whoever of them calls.
  const weight = rules === undefined || isOneOfMany ? 1 : weightIn(rules, groups)
  const share = shares.get(name) ?? { weight, ofReserve: 0, lastAt: at }
  share.weight = weight
  share.lastAt = at
  shares.set(name, share)
  return share
}

/**
 * Tokens cost nothing to make, so all that a person has made share one share. A service token is a program of
 * its own, and an administrator has made it.
 */
function shareNameOf(principal: Principal, address: string): string {
  const { ownerAccountId, token } = principal
  const isPersonal = ownerAccountId !== undefined && token?.isService === false
  return isPersonal ? `owner ${ownerAccountId}` : callerNameOf(principal, address)
}

/** Weights of all who have called lately. */
export function activeWeights(shares: Shares, at: number): number {
  let sum = 0
  for (const { weight, lastAt } of shares.values()) if (at - lastAt < ACTIVE_MS) sum += weight
  return sum
}

export function isLowPriority({ lowPriority }: BudgetRules, groups: ReadonlySet<string>): boolean {
  return lowPriority.some((id) => groups.has(id))
}

// Who is in several groups has the shares of the one with the most.
function weightIn({ weights }: BudgetRules, groups: ReadonlySet<string>): number {
  let most = 1
  for (const { group, weight } of weights) if (groups.has(group) && weight > most) most = weight
  return most
}
