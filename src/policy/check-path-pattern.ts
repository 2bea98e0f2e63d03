import { pathFault } from '../lib/path-form.ts'
import type { Product } from '../tenants/tenant.ts'
import { SERVED } from './resources.ts'
import { TOKEN_AUTH } from './token-auth-path.ts'

const LENGTH_MAX = 500
/** More than any path of the products has; patterns are compared with each other, segment by segment. */
const SEGMENTS_MAX = 30
/** Any one segment, under a name that tells its reader which. */
const NAMED = /^\{[A-Za-z][A-Za-z0-9_]*\}$/
/** An escape of what is neither a space nor beyond ASCII, or none at all. */
const NEEDLESS_ESCAPE = /%(?!20|[89A-Fa-f][0-9A-Fa-f])/

/**
 * What is wrong with the path of a rule, as a sentence; undefined when nothing is. In any form but the one
 * that the gateway lets through, and outside of what is served, it would silently fit nothing.
 */
export function pathPatternFault(
  text: string,
  product: Product,
  isDataCenter = false,
): string | undefined {
  if (!text.startsWith('/')) return 'Must begin with /, such as /rest/api/3/issue/**.'
  if (text.length > LENGTH_MAX) return `Use at most ${LENGTH_MAX} characters.`
  if (/[?#]/.test(text)) {
    return 'Only the path counts here; leave out ? and # and what follows, and say under query what the query must have.'
  }
  const segments = text.slice(1).split('/')
  if (segments.length > SEGMENTS_MAX) return `Use at most ${SEGMENTS_MAX} segments.`
  return (
    segmentsFault(segments) ?? formFault(segments) ?? servedFault(segments, product, isDataCenter)
  )
}

function segmentsFault(segments: readonly string[]): string | undefined {
  const last = segments.length - 1
  if (segments.length > 1 && segments[last] === '') {
    return 'Leave out the slash at the end: a rule holds with and without it.'
  }
  for (const [at, segment] of segments.entries()) {
    const says = segmentFault(segment, at === last)
    if (says !== undefined) return says
  }
  return undefined
}

function segmentFault(segment: string, isLast: boolean): string | undefined {
  if (segment === '**') {
    return isLast ? undefined : '** stands only at the end; write {name} for one segment.'
  }
  if (segment.includes('*')) {
    return 'Write {name} for any one segment, or ** at the end for any number of them; * means nothing here.'
  }
  if (/[{}]/.test(segment) && !NAMED.test(segment)) {
    return 'Braces stand for one whole segment and hold a name of letters, digits and _, such as {issueIdOrKey}.'
  }
  if (NEEDLESS_ESCAPE.test(segment)) {
    return 'Percent-encode only spaces (%20) and what is not ASCII (%C3%BC); write all else as it is.'
  }
  return undefined
}

function formFault(segments: readonly string[]): string | undefined {
  const likeOne = segments.map((each) => (each === '**' || NAMED.test(each) ? 'x' : each))
  const has = pathFault(`/${likeOne.join('/')}`)
  if (has === undefined) return undefined
  return `No call is served whose path has ${has}; percent-encode spaces (%20) and what is not ASCII (%C3%BC).`
}

function servedFault(
  segments: readonly string[],
  product: Product,
  isDataCenter: boolean,
): string | undefined {
  const [first, second] = segments
  if (segments.length === 1 && first === '**') return undefined
  if (product === 'confluence' && !isDataCenter && first === 'wiki') {
    return 'Leave out /wiki: paths are those below the product’s base URL.'
  }
  if (product === 'confluence' && first === 'rest' && second === 'token-auth') {
    if (!isDataCenter) {
      return 'Write /rest/api/ for /rest/token-auth/api/: calls by either are decided under that name.'
    }
    return isBelow(`${TOKEN_AUTH}/`, segments) ? undefined : `Must go on from ${TOKEN_AUTH}/.`
  }
  const prefixes = SERVED[product]
  if (prefixes.some((prefix) => isBelow(prefix, segments))) return undefined
  return `Must go on from ${prefixes.join(' or ')}, or be /** for all that is served.`
}

// A name may stand in the place of a version: /rest/api/{version}/issue.
function isBelow(prefix: string, segments: readonly string[]): boolean {
  const wanted = prefix.split('/').slice(1, -1)
  if (segments.length <= wanted.length) return false
  return wanted.every((each, at) => segments[at] === each || NAMED.test(segments[at] ?? ''))
}
