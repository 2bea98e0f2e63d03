import { claimAt } from './claim-at.ts'
import { failed, passed, skipped } from './finding.ts'
import type { Provider } from '../providers/provider.ts'
import { shown } from './shown.ts'
import type { CheckFinding, Claims } from './token-findings.ts'

/**
 * Signed by the same keys, and made for something else: a log-out, an event, a request, a client's
 * proof of itself (the specifications that register these types).
 */
const NOT_FOR_CALLERS: ReadonlySet<string> = new Set([
  'logout+jwt',
  'secevent+jwt',
  'oauth-authz-req+jwt',
  'client-authentication+jwt',
  'token-introspection+jwt',
  'entity-statement+jwt',
  'dpop+jwt',
])

/**
 * `typ` of the header, which keeps one kind of token from being taken for another (RFC 8725 §3.11).
 * Compared as media types are: without case, `application/` left out or not (RFC 7515 §4.1.9).
 */
export function checkType(header: Claims, { typ: wanted }: Pick<Provider, 'typ'>): CheckFinding {
  const found = claimAt(header, 'typ')
  const says = `\`typ\` is ${shown(found)}`
  if (wanted === undefined) {
    return typeof found === 'string' && NOT_FOR_CALLERS.has(plain(found))
      ? failed('type', `${says}, which is no token for calling with.`)
      : skipped('type', `${says}; none is demanded.`)
  }
  return typeof found === 'string' && plain(found) === plain(wanted)
    ? passed('type', `${says}.`)
    : failed('type', `${says}; expected ${shown(wanted)}.`)
}

function plain(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, '')
}
