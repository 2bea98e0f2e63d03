import type { Fault, Parsed } from '../lib/fault.ts'
import { overlaps, readPattern } from './path-pattern.ts'
import type { ResourceRule } from './resource-rule.ts'
import { isTokenAuthPath, TOKEN_AUTH } from './token-auth-path.ts'

/**
 * What Confluence serves to nobody too, where anonymous use is switched on there. Its guide to token
 * authentication advises against listing such: the product is then asked by a token, and answers without
 * one.
 */
const OPEN = ['content', 'contentbody', 'search', 'space', 'longtask', 'settings', 'user/anonymous']
const OPEN_PATTERNS = OPEN.map((path) => readPattern(`${TOKEN_AUTH}/${path}/**`, false))

const READS = new Set<string>(['GET', 'OPTIONS'])

/** What is wrong with a rule for the prefix for tokens, apart from its single fields. */
export function tokenAuthFaults(parsed: Parsed<ResourceRule>): Fault[] {
  if (parsed.kind === 'refused') return []
  const { path, effect, anonymous, anonymousConfirmed } = parsed.value
  if (!isTokenAuthPath(path)) {
    return anonymousConfirmed === undefined ? [] : [{ path: 'anonymousConfirmed', says: ELSEWHERE }]
  }
  return [
    ...(anonymous === true ? [{ path: 'anonymous', says: TOKENS_ALONE }] : []),
    ...(effect === 'allow' && anonymousConfirmed !== true && isOpenToNobody(parsed.value)
      ? [{ path: 'anonymousConfirmed', says: CONFIRM }]
      : []),
  ]
}

const ELSEWHERE = `Leave this out: it is for rules below ${TOKEN_AUTH}/ alone.`
const TOKENS_ALONE = 'The prefix for tokens takes no calls without one.'
const CONFIRM =
  'Confluence may serve this to people who have not signed in, so a token adds nothing there. Set it to true if that is wanted.'

/** Writes need somebody; reads of these may not. */
function isOpenToNobody({ path, methods }: Pick<ResourceRule, 'path' | 'methods'>): boolean {
  const reads = typeof methods === 'string' || methods.some((each) => READS.has(each))
  const pattern = readPattern(path, false)
  return reads && OPEN_PATTERNS.some((open) => overlaps(open, pattern))
}
