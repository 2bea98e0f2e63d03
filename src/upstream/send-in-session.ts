import type { SignOn } from '../identity/principal.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Product } from '../tenants/tenant.ts'
import { withDeadline } from './deadline.ts'
import { demandUser, reportedUser } from './reported-user.ts'
import { cookieChanges, SESSION_COOKIES, type CookieChanges } from './session-cookies.ts'
import type { SessionCookies, SessionJar, SessionKey } from './session-jar.ts'
import { targetOf, type SiteAddress } from './site-address.ts'
import type { SiteRequest } from './site-request.ts'
import type { Wire, WireAnswer } from './wire.ts'

/** Where a product says who is signed in; it opens a session on the way. */
export const WHO_AM_I: Readonly<Record<Product, string>> = {
  jira: '/rest/api/2/myself',
  confluence: '/rest/api/user/current',
}

/** Where a product ends its own session. */
const LOG_OUT: Readonly<Record<Product, readonly [method: string, path: string]>> = {
  jira: ['DELETE', '/rest/auth/1/session'],
  confluence: ['GET', '/logout.action'],
}

const AGENT = ['user-agent', 'gatehouse-gateway'] as const
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])
const MINUTE_MS = 60_000
/** All that opening a session may take. */
const OPEN_MS = 10_000
/** Said by the caller's own browser, and not to be said for it: what we send is made here. */
const NOT_FROM_BROWSERS = new Set(['user-agent', 'x-atlassian-token'])

export interface SessionSenders {
  readonly wire: Wire
  readonly sessions: SessionJar
}

/** A user of Data Center who has signed on by Crowd. */
export interface SignedOn {
  readonly accountId: string
  readonly signOn: SignOn
}

/**
 * Makes the call in a session of its own at the product: the sign-on cookie and the two cookies of that
 * session go along, and the one address at which Crowd has vouched for the client.
 * @throws Refusal `credential/invalid` when the product ended the session, `upstream/wrong-user` when it
 * served anybody else, and what opening a session throws
 */
export async function sendInSession(
  { wire, sessions }: SessionSenders,
  request: SiteRequest,
  address: SiteAddress,
  { accountId, signOn }: SignedOn,
): Promise<WireAnswer> {
  const key = keyOf(request, accountId, signOn)
  const cookies = await sessions.cookiesFor(key, termsOf(request), () =>
    openSession(wire, request, address, { accountId, signOn }),
  )
  const answer = await wire.send({
    origin: address.origin,
    method: request.method,
    target: targetOf(address, request),
    headers: [...headersOf(request), ...sessionHeaders(signOn, cookies)],
    body: request.body,
    signal: request.signal,
  })
  return believed(sessions, key, answer, accountId)
}

function believed(
  sessions: SessionJar,
  key: SessionKey,
  answer: WireAnswer,
  userName: string,
): WireAnswer {
  if (answer.status === 401) {
    sessions.drop(key)
    answer.body.discard()
    throw new Refusal('credential/invalid', { detail: 'the product ended the session' })
  }
  // From something in front of the product, which served nobody at all.
  if (answer.status >= 500 && reportedUser(answer) === undefined) return answer
  try {
    demandUser(answer, userName)
  } catch (thrown) {
    sessions.drop(key)
    throw thrown
  }
  sessions.absorb(key, cookieChanges(answer.rawHeaders))
  return answer
}

/**
 * Asks the product who is signed in, with the sign-on cookie alone. So the product asks Crowd itself, from
 * the same address as we did.
 */
function openSession(
  wire: Wire,
  { tenant }: Pick<SiteRequest, 'tenant'>,
  { origin, prefix }: SiteAddress,
  { accountId, signOn }: SignedOn,
): Promise<CookieChanges> {
  // Others may wait for the same session: that the first of them hangs up is no reason to stop.
  return withDeadline(OPEN_MS, async (signal) => {
    const answer = await wire.send({
      origin,
      method: 'GET',
      target: prefix + WHO_AM_I[tenant.product],
      headers: ['accept', 'application/json', ...AGENT, ...sessionHeaders(signOn, NO_COOKIES)],
      signal,
    })
    return openedBy(answer, accountId)
  })
}

function openedBy(answer: WireAnswer, accountId: string): CookieChanges {
  const { status } = answer
  if (status >= 500 || status === 429) {
    answer.body.discard()
    const detail = `the product answered ${String(status)} to a sign-on`
    throw new Refusal('upstream/busy', { detail, retryAfterSeconds: 5 })
  }
  demandUser(answer, accountId)
  answer.body.discard()
  if (status !== 200) {
    const detail = `the product answered ${String(status)} to a sign-on`
    throw new Refusal('upstream/user-refused', { detail })
  }
  const changes = cookieChanges(answer.rawHeaders)
  if (changes.get('JSESSIONID') !== undefined) return changes
  throw new Refusal('upstream/broken-answer', { detail: 'the product opened no session' })
}

/** Ends the session at the product, if one is held; whether the product takes notice is its own affair. */
export async function endSession(
  { wire, sessions }: SessionSenders,
  request: Pick<SiteRequest, 'tenant' | 'policyVersion'>,
  { origin, prefix }: SiteAddress,
  { accountId, signOn }: SignedOn,
): Promise<void> {
  const key = keyOf(request, accountId, signOn)
  const none = new Map<never, never>()
  const cookies = await sessions.cookiesFor(key, termsOf(request), () => Promise.resolve(none))
  sessions.drop(key)
  if (cookies.get('JSESSIONID') === undefined) return
  const [method, path] = LOG_OUT[request.tenant.product]
  const headers = [...AGENT, ...sessionHeaders(signOn, cookies)]
  const answer = await wire.send({ origin, method, target: prefix + path, headers })
  answer.body.discard()
}

const NO_COOKIES: SessionCookies = new Map<string, string>()

function sessionHeaders({ cookieName, token, address }: SignOn, cookies: SessionCookies): string[] {
  const pairs = [`${cookieName}=${token.reveal()}`]
  for (const name of SESSION_COOKIES) {
    const value = cookies.get(name)
    if (value !== undefined) pairs.push(`${name}=${value}`)
  }
  return ['cookie', pairs.join('; '), 'x-forwarded-for', address]
}

/** The caller's headers, less what a browser says of itself, and with our own word that a write is meant. */
function headersOf({ headers, method }: SiteRequest): string[] {
  const list: string[] = [...AGENT]
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = '', value = ''] = [headers[at], headers[at + 1]]
    if (!NOT_FROM_BROWSERS.has(name)) list.push(name, value)
  }
  // The gateway has seen to it that no other site's page is behind the write.
  if (!READS.has(method)) list.push('x-atlassian-token', 'no-check')
  return list
}

function keyOf(
  { tenant }: Pick<SiteRequest, 'tenant'>,
  userName: string,
  { tokenDigest, address }: SignOn,
): SessionKey {
  return { tenantId: tenant.id, userName, tokenDigest, address }
}

function termsOf({ tenant, policyVersion = 0 }: Pick<SiteRequest, 'tenant' | 'policyVersion'>) {
  const idleMs = (tenant.dataCenter?.sessions.idleMinutes ?? 0) * MINUTE_MS
  return { policyVersion, siteVersion: tenant.secretVersion, idleMs }
}
