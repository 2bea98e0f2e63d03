import type { SeenCallerName } from '../../audit/audit-reader.ts'
import { callerNameOf } from '../caller-name.ts'
import type { BudgetRules } from '../limit-rule.ts'
import type { Situation } from '../situation.ts'

/** One who calls, and what was counted for it in the window. */
export interface CallerUse {
  readonly who: SeenCallerName
  weight: number
  /** Points of the window, by estimate. */
  points: number
  /** Those of them that were of the reserve. */
  ofReserve: number
  lastAt: number
}

/** Whoever comes when so many are known already counts as one with all others that do. */
const CALLERS_MAX = 500
const OTHERS = 'others'

/** Who has not called for so long has no share kept. */
const ACTIVE_MS = 10 * 60_000

export type Callers = Map<string, CallerUse>

/** The count of whoever makes the call. */
export function callerUse(
  callers: Callers,
  { principal, groups, address }: Situation,
  rules: BudgetRules | undefined,
  at: number,
): CallerUse {
  const name = callerNameOf(principal, address)
  const known = callers.get(name) ?? (callers.size < CALLERS_MAX ? undefined : callers.get(OTHERS))
  const weight = rules === undefined ? 1 : weightIn(rules, groups)
  if (known !== undefined) {
    // All others together are one caller, whoever of them calls.
    if (known.who.caller !== OTHERS) known.weight = weight
    known.lastAt = at
    return known
  }
  const { kind, id, subject } = principal.credential
  const isOneOfMany = callers.size >= CALLERS_MAX
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
  const use = { who, weight: isOneOfMany ? 1 : weight, points: 0, ofReserve: 0, lastAt: at }
  callers.set(who.caller, use)
  return use
}

/** Weights of all who have called lately. */
export function activeWeights(callers: Callers, at: number): number {
  let sum = 0
  for (const { weight, lastAt } of callers.values()) if (at - lastAt < ACTIVE_MS) sum += weight
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
