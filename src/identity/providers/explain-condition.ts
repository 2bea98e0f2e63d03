import { claimAt } from '../verification/claim-at.ts'
import { holds, type Leaf } from './conditions.ts'
import type { Condition } from './provider.ts'
import { shown, shownList } from '../verification/shown.ts'
import type { Claims } from '../verification/token-findings.ts'

const REASONS_MAX = 3

/** What decides a condition for these claims, in words. */
export function reasonFor(condition: Condition, claims: Claims): string {
  if ('all' in condition) return reasonsOf(condition.all, claims, 'no')
  if ('any' in condition) return reasonsOf(condition.any, claims, 'yes')
  if ('none' in condition) return reasonsOf(condition.none, claims, 'yes', 'which must not be: ')
  return leafReason(condition, claims)
}

// One part alone decides where there is such a part; else those whose verdict is that of the whole do.
function reasonsOf(
  parts: readonly Condition[],
  claims: Claims,
  decisive: 'yes' | 'no',
  lead = '',
): string {
  const told = parts.map((part) => ({ part, verdict: holds(part, claims) }))
  const alone = told.find(({ verdict }) => verdict === decisive)
  if (alone !== undefined) return `${lead}${reasonFor(alone.part, claims)}`
  const unknown = told.find(({ verdict }) => typeof verdict === 'object')
  if (unknown !== undefined) return reasonFor(unknown.part, claims)
  const reasons = parts.slice(0, REASONS_MAX).map((part) => reasonFor(part, claims))
  const more = parts.length > REASONS_MAX ? `; and ${parts.length - REASONS_MAX} more` : ''
  return `${reasons.join('; ')}${more}`
}

function leafReason(leaf: Leaf, claims: Claims): string {
  const verdict = holds(leaf, claims)
  const value = claimAt(claims, leaf.claim)
  if (typeof verdict === 'object') return `${leaf.claim} is left out of the token by its issuer`
  if (value === undefined) return `${leaf.claim} is missing; wanted: ${wanted(leaf)}`
  const found = `${leaf.claim} is ${shown(value)}`
  return verdict === 'yes'
    ? `${found}, as wanted: ${wanted(leaf)}`
    : `${found}; wanted: ${wanted(leaf)}`
}

function wanted(leaf: Leaf): string {
  if ('equals' in leaf) return shown(leaf.equals)
  if ('prefix' in leaf) return `beginning with ${shown(leaf.prefix)}`
  if ('glob' in leaf) return `of the form ${shown(leaf.glob)}`
  return `one of ${shownList(leaf.in)}`
}
