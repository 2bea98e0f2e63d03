import { claimAt } from '../verification/claim-at.ts'
import { holds, type Leaf, type Look } from './conditions.ts'
import { isLeftOut } from './left-out.ts'
import type { Condition } from './provider.ts'
import { shown, shownList } from '../verification/shown.ts'
import type { Claims } from '../verification/token-findings.ts'

const REASONS_MAX = 3

/** What decides a condition for these claims, in words. */
export function reasonFor(condition: Condition, claims: Claims, look: Look): string {
  if ('all' in condition) return reasonsOf(condition.all, claims, look, 'no')
  if ('any' in condition) return reasonsOf(condition.any, claims, look, 'yes')
  if ('none' in condition)
    return reasonsOf(condition.none, claims, look, 'yes', 'which must not be: ')
  return leafReason(condition, claims, look)
}

// One part alone decides where there is such a part; else those whose verdict is that of the whole do.
function reasonsOf(
  parts: readonly Condition[],
  claims: Claims,
  look: Look,
  decisive: 'yes' | 'no',
  lead = '',
): string {
  const told = parts.map((part) => ({ part, verdict: holds(part, claims, look) }))
  const alone = told.find(({ verdict }) => verdict === decisive)
  if (alone !== undefined) return `${lead}${reasonFor(alone.part, claims, look)}`
  const unknown = told.find(({ verdict }) => typeof verdict === 'object')
  if (unknown !== undefined) return reasonFor(unknown.part, claims, look)
  const reasons = parts.slice(0, REASONS_MAX).map((part) => reasonFor(part, claims, look))
  const more = parts.length > REASONS_MAX ? `; and ${parts.length - REASONS_MAX} more` : ''
  return `${reasons.join('; ')}${more}`
}

function leafReason(leaf: Leaf, claims: Claims, look: Look): string {
  const verdict = holds(leaf, claims, look)
  const value = claimAt(claims, leaf.claim)
  if (typeof verdict === 'object') {
    if (!isLeftOut(claims, leaf.claim)) return `${leaf.claim} is too long to be compared`
    const what = value === undefined ? '' : 'partly '
    return `${leaf.claim} is ${what}left out of the token by its issuer`
  }
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
