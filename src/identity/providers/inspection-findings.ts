import type { Standing } from './account-resolver.ts'
import { explainRules } from './choose-rule.ts'
import { claimedGroups } from './claimed-groups.ts'
import { failed, passed, skipped } from '../verification/finding.ts'
import type { Provider, TrustRule } from './provider.ts'
import { shown, shownList } from '../verification/shown.ts'
import type { CheckFinding } from '../verification/token-findings.ts'
import { looksLikeJwt, parseJws } from '../verification/unverified-jws.ts'
import type { VerifiedToken } from '../verification/verification.ts'

/** Which provider answers for the token. */
export function chosen(provider: Provider): CheckFinding {
  const by = provider.issuer === undefined ? 'by its prefix' : `for ${provider.issuer}`
  return passed('provider', `“${provider.name}” answers ${by}.`)
}

/** Why none does. */
export function noProvider(providers: readonly Provider[], text: string): CheckFinding {
  if (!looksLikeJwt(text)) {
    return failed('provider', 'This is no JWT, and no provider takes tokens that begin like it.')
  }
  const reading = parseJws(text)
  if (reading.kind === 'unreadable') return failed('form', reading.says)
  const known = providers.filter((each) => each.enabled).flatMap((each) => each.issuer ?? [])
  const theirs =
    known.length === 0
      ? 'no provider that is switched on has an issuer'
      : `the providers that are switched on have ${shownList(known)}`
  return failed('provider', `\`iss\` is ${shown(reading.jws.claims['iss'])}; ${theirs}.`)
}

/** Which groups the token claims; nothing when the provider has no groups claim. */
export function groupsFindings({ provider, claims }: VerifiedToken): CheckFinding[] {
  const groups = claimedGroups(provider, claims)
  if (groups === undefined) return []
  const claim = `\`${provider.groupsClaim ?? ''}\``
  if (groups === 'left-out') {
    const says = `${claim} is not in the token in full, or is too long: where a rule depends on its groups, a call is refused.`
    return [skipped('groups', says)]
  }
  if (groups.length === 0) return [passed('groups', `${claim} names no group.`)]
  return [passed('groups', `${claim} names ${shownList(groups)}.`)]
}

/** What each trust rule made of the claims. */
export function ruleFinding(
  { provider, claims }: VerifiedToken,
  rule: TrustRule | undefined,
): CheckFinding {
  const says = explainRules(provider.rules, claims)
    .map((each) => `“${each.name}” ${each.verdict}${each.says === '' ? '' : `: ${each.says}`}`)
    .join('; ')
  return rule === undefined ? failed('rule', says) : passed('rule', says)
}

/** Whom the token stands for. */
export function accountFinding({ actsAs }: Standing): CheckFinding {
  const says =
    actsAs.kind === 'app' ? 'Acts as the app.' : `Acts as the account ${actsAs.accountId}.`
  return passed('account', says)
}
