import { holds, newLook } from './conditions.ts'
import { reasonFor } from './explain-condition.ts'
import type { TrustRule } from './provider.ts'
import type { Claims } from '../verification/token-findings.ts'

export type RuleChoice =
  | { readonly kind: 'rule'; readonly rule: TrustRule }
  /** No rule fits: the token is not admitted. */
  | { readonly kind: 'none' }
  /** Whether an earlier rule fits hangs on a claim that the token leaves out, or has too much in. */
  | { readonly kind: 'incomplete'; readonly claim: string }

/**
 * The first rule that fits. Where it cannot be told whether a rule fits, the search ends: a rule further
 * down could grant what the one above, made for just such tokens, was to keep back.
 */
export function chooseRule(rules: readonly TrustRule[], claims: Claims): RuleChoice {
  const look = newLook()
  for (const rule of rules) {
    const verdict = rule.when === undefined ? 'yes' : holds(rule.when, claims, look)
    if (verdict === 'yes') return { kind: 'rule', rule }
    if (verdict !== 'no') return { kind: 'incomplete', claim: verdict.unknown }
  }
  return { kind: 'none' }
}

/** One rule as an admin's test of a token shows it. */
export interface RuleExplanation {
  readonly name: string
  readonly verdict: 'fits' | 'does not fit' | 'unknown'
  /** Why, with the claims that decided it. */
  readonly says: string
}

/** Every rule, in order, also those after the one that decides. */
export function explainRules(rules: readonly TrustRule[], claims: Claims): RuleExplanation[] {
  const [look, lookForReasons] = [newLook(), newLook()]
  return rules.map(({ name, when }) => {
    if (when === undefined) {
      return {
        name,
        verdict: 'fits',
        says: 'It demands nothing: every token of the provider fits.',
      }
    }
    const verdict = holds(when, claims, look)
    const says = reasonFor(when, claims, lookForReasons)
    if (verdict === 'yes') return { name, verdict: 'fits', says }
    return { name, verdict: verdict === 'no' ? 'does not fit' : 'unknown', says }
  })
}
