import type { TokenFacts } from '../identity/principal.ts'
import { daysAfter } from '../lib/time-spans.ts'
import type { RefusalCode } from '../lib/refusal-codes.ts'
import type { PolicyDocument } from './policy-document.ts'

export interface TokenStanding {
  /** Ids of the policy's groups that the owner is in. */
  readonly groups: ReadonlySet<string>
  readonly ownerIsAdmin: boolean
  readonly now: number
}

/** What an API token that is live by itself can be refused with. */
export type TokenFault = Extract<
  RefusalCode,
  'credential/owner-not-allowed' | 'credential/expired' | 'credential/idle'
>

/**
 * Why an API token that is live by itself does not serve under its tenant's rules as they are now;
 * undefined when it does. That the owner may not hold it comes first: whether the owner is an
 * administrator has no say in the rest.
 */
export function tokenFault(
  document: PolicyDocument,
  token: TokenFacts,
  { groups, ownerIsAdmin, now }: TokenStanding,
): TokenFault | undefined {
  if (!token.isService && !ownerIsAdmin && !mayHoldTokens(document, groups)) {
    return 'credential/owner-not-allowed'
  }
  // Each asks whether it still serves, rather than whether it has ended: a bound that is no number
  // lets nothing serve.
  const serves = now < daysAfter(token.createdAt, tokenDaysMaxOf(document, groups))
  if (!serves) return 'credential/expired'
  const { idleDays } = document.tokens
  const isInUse = idleDays === undefined || now < daysAfter(token.lastActiveAt, idleDays)
  return isInUse ? undefined : 'credential/idle'
}

/** The longest life of an account's token, in days: the least that the tenant and its groups allow. */
export function tokenDaysMaxOf(document: PolicyDocument, groups: ReadonlySet<string>): number {
  const ofGroups = groupsIn(document, groups).map(({ tokenDaysMax }) => tokenDaysMax)
  return Math.min(document.switches.tokenDaysMax, ...ofGroups.filter(isNumber))
}

/** How many live tokens an account may own: the least that is said of it; undefined: any number. */
export function liveMaxOf(
  document: PolicyDocument,
  groups: ReadonlySet<string>,
): number | undefined {
  const ofGroups = groupsIn(document, groups).map(({ liveTokensMax }) => liveTokensMax)
  const said = [document.tokens.liveMax, ...ofGroups].filter(isNumber)
  return said.length === 0 ? undefined : Math.min(...said)
}

/** When a token ends, by itself or by the rule. @param daysMax `tokenDaysMaxOf` its owner */
export function endOf(
  { createdAt, expiresAt }: { readonly createdAt: number; readonly expiresAt: number },
  daysMax: number,
): number {
  return Math.min(expiresAt, daysAfter(createdAt, daysMax))
}

function mayHoldTokens({ access }: PolicyDocument, groups: ReadonlySet<string>): boolean {
  const { mayHoldTokens: holders } = access
  return holders === 'everyone' || holders.some((id) => groups.has(id))
}

function groupsIn(document: PolicyDocument, groups: ReadonlySet<string>) {
  return document.groups.filter(({ id }) => groups.has(id))
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined
}
