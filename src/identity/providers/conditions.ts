import { globMatcher } from '../../lib/glob.ts'
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

/** One look at the claims of a token, over as many conditions as it takes. */
export interface Look {
  /** How much may still be spent on comparing texts, all in all; about a character each. */
  effortLeft: number
  /** Lists of the token, for looking values up. */
  readonly sets: Map<readonly unknown[], ReadonlySet<unknown>>
}

/**
 * Rules and tokens may come from one hand, and hundreds of patterns over a claim of many kilobytes
 * would hold up all other calls. This is enough to compare 200 names of 84 characters with 15 patterns.
 */
const EFFORT_MAX = 300_000

// As measured: what a text costs by itself, against what each of its characters costs at worst.
const costOfPrefix = () => 2
const costOfGlob = (text: string) => 16 + text.length

export function newLook(): Look {
  return { effortLeft: EFFORT_MAX, sets: new Map() }
}

/**
 * Whether a token says what the condition asks for, in Kleene's three-valued logic: a claim that the
 * issuer left out for its size, wholly or in part, may hold anything, so it must neither admit nor,
 * under `none`, pass for absent. The same goes for what is too long to be looked at.
 */
export function holds(condition: Condition, claims: Claims, look: Look = newLook()): Verdict {
  if ('all' in condition) return allHold(condition.all, claims, look)
  if ('any' in condition) return anyHolds(condition.any, claims, look)
  if ('none' in condition) return not(anyHolds(condition.none, claims, look))
  return leafHolds(condition, claims, look)
}

function allHold(conditions: readonly Condition[], claims: Claims, look: Look): Verdict {
  let verdict: Verdict = 'yes'
  for (const each of conditions) {
    const found = holds(each, claims, look)
    if (found === 'no') return 'no'
    if (found !== 'yes' && verdict === 'yes') verdict = found
  }
  return verdict
}

function anyHolds(conditions: readonly Condition[], claims: Claims, look: Look): Verdict {
  let verdict: Verdict = 'no'
  for (const each of conditions) {
    const found = holds(each, claims, look)
    if (found === 'yes') return 'yes'
    if (found !== 'no' && verdict === 'no') verdict = found
  }
  return verdict
}

function not(verdict: Verdict): Verdict {
  if (verdict === 'yes') return 'no'
  return verdict === 'no' ? 'yes' : verdict
}

// What is there of a list that was cut off decides when it fits, and says nothing when it does not.
function leafHolds(leaf: Leaf, claims: Claims, look: Look): Verdict {
  const found = isIn(claimAt(claims, leaf.claim), leaf, look)
  if (found === true) return 'yes'
  if (found === 'too long' || isLeftOut(claims, leaf.claim)) return { unknown: leaf.claim }
  return 'no'
}

// Strict on type: `"true"` is not `true`, and `"7"` is not 7.
function isIn(value: unknown, leaf: Leaf, look: Look): boolean | 'too long' {
  if ('equals' in leaf) return hasOne([leaf.equals], value, look)
  if ('in' in leaf) return hasOne(leaf.in, value, look)
  if ('prefix' in leaf)
    return hasText(value, look, costOfPrefix, (text) => text.startsWith(leaf.prefix))
  return hasText(value, look, costOfGlob, globMatcher(leaf.glob))
}

function hasOne(wanted: readonly ClaimScalar[], value: unknown, { sets }: Look): boolean {
  if (!Array.isArray(value)) return wanted.some((each) => each === value)
  const set = sets.get(value) ?? new Set<unknown>(value)
  sets.set(value, set)
  return wanted.some((each) => set.has(each))
}

function hasText(
  value: unknown,
  look: Look,
  costOf: (text: string) => number,
  fits: (text: string) => boolean,
): boolean | 'too long' {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  for (const each of values) {
    look.effortLeft -= typeof each === 'string' ? costOf(each) : 1
    if (look.effortLeft < 0) return 'too long'
    if (typeof each === 'string' && fits(each)) return true
  }
  return false
}
