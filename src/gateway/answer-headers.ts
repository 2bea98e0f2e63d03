import { Refusal } from '../lib/refusal.ts'
import { connectionNames, HOP_BY_HOP, isHeaderValue } from './header-rules.ts'

/**
 * Headers of the product that would speak for our origin, or give the caller what is not theirs:
 * cookies are a session at the product; a challenge would ask for the product's credentials; the
 * others bind a browser to, or move it to, addresses that the product chose for itself.
 */
const NOT_PASSED: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  'set-cookie',
  'set-cookie2',
  'www-authenticate',
  'alt-svc',
  'clear-site-data',
  'expect-ct',
  'nel',
  'public-key-pins',
  'report-to',
  'reporting-endpoints',
  'service-worker-allowed',
  'strict-transport-security',
  // The caller's budget here is not the app's budget there.
  'ratelimit',
  'ratelimit-policy',
  // Set anew below, for our origin.
  'content-security-policy',
  'content-security-policy-report-only',
  'x-content-type-options',
])

/** These would open our origin to pages that the product trusts. */
const OF_BROWSERS = 'access-control-'
/** These are ours to say. */
const OF_OURS = 'gatehouse-'

/**
 * The product's headers as the caller gets them: same order, spelling and bytes.
 * @throws Refusal `upstream/broken-answer` for a value that must not stand in a header
 */
export function answerHeaders(rawHeaders: readonly string[]): string[] {
  const forThatConnection = connectionNames(connectionIn(rawHeaders))
  const passed: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    const value = rawHeaders[at + 1] ?? ''
    if (!mayPass(name)) continue
    if (forThatConnection.size > 0 && forThatConnection.has(name.toLowerCase())) continue
    if (!isHeaderValue(value)) {
      const detail = `control character in ${name.toLowerCase()}`
      throw new Refusal('upstream/broken-answer', { detail })
    }
    passed.push(name, value)
  }
  // An attachment can be a page. Callers send their credential in a header, so a browser cannot be led
  // here with one; should it ever be, the page runs in an origin of its own.
  passed.push('X-Content-Type-Options', 'nosniff', 'Content-Security-Policy', 'sandbox')
  return passed
}

// A product says the same few names in the same spelling with every answer. Bounded, since an answer can
// hold any others.
const VERDICTS_MAX = 500
const verdicts = new Map<string, boolean>()

function mayPass(name: string): boolean {
  const known = verdicts.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  const verdict =
    !NOT_PASSED.has(lower) && !lower.startsWith(OF_BROWSERS) && !lower.startsWith(OF_OURS)
  if (verdicts.size < VERDICTS_MAX) verdicts.set(name, verdict)
  return verdict
}

const CONNECTION = 'connection'

function connectionIn(rawHeaders: readonly string[]): string | undefined {
  let found: string | undefined
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length !== CONNECTION.length || name.toLowerCase() !== CONNECTION) continue
    const value = rawHeaders[at + 1] ?? ''
    found = found === undefined ? value : `${found},${value}`
  }
  return found
}
