import { matchesGlob } from '../../lib/glob.ts'
import { claimAt } from '../verification/claim-at.ts'
import { isLeftOut } from './left-out.ts'
import type { Claims } from '../verification/token-findings.ts'
import type { ClaimScalar, Condition } from './provider.ts'

/** `unknown` names the claim that the token leaves out and that it depends on. */
export type Verdict = 'yes' | 'no' | { readonly unknown: string }

export type Leaf = Exclude<
  Condition,
  { readonly all: unknown } | { readonly any: unknown } | { readonly none: unknown }
>

/**
 * Whether a token says what the condition asks for, in Kleene's three-valued logic: a claim that the
 * issuer left out for its size may hold anything, so it must neither admit nor, under `none`, pass for
 * absent.
 */
export function holds(condition: Condition, claims: Claims): Verdict {
  if ('all' in condition) return allHold(condition.all, claims)
  if ('any' in condition) return anyHolds(condition.any, claims)
  if ('none' in condition) return not(anyHolds(condition.none, claims))
  return leafHolds(condition, claims)
}

function allHold(conditions: readonly Condition[], claims: Claims): Verdict {
  let verdict: Verdict = 'yes'
  for (const each of conditions) {
    const found = holds(each, claims)
    if (found === 'no') return 'no'
    if (found !== 'yes' && verdict === 'yes') verdict = found
  }
  return verdict
}

function anyHolds(conditions: readonly Condition[], claims: Claims): Verdict {
  let verdict: Verdict = 'no'
  for (const each of conditions) {
    const found = holds(each, claims)
    if (found === 'yes') return 'yes'
    if (found !== 'no' && verdict === 'no') verdict = found
  }
  return verdict
}

function not(verdict: Verdict): Verdict {
  if (verdict === 'yes') return 'no'
  return verdict === 'no' ? 'yes' : verdict
}

function leafHolds(leaf: Leaf, claims: Claims): Verdict {
  const value = claimAt(claims, leaf.claim)
  if (value === undefined && isLeftOut(claims, leaf.claim)) return { unknown: leaf.claim }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.some((each) => fits(leaf, each)) ? 'yes' : 'no'
}

// Strict on type: `"true"` is not `true`, and `"7"` is not 7.
function fits(leaf: Leaf, value: unknown): boolean {
  if ('equals' in leaf) return value === leaf.equals
  if ('in' in leaf) return leaf.in.some((each: ClaimScalar) => value === each)
  if (typeof value !== 'string') return false
  return 'prefix' in leaf ? value.startsWith(leaf.prefix) : matchesGlob(leaf.glob, value)
}
