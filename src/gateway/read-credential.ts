import type { IncomingMessage } from 'node:http'
import type { Credential } from '../identity/credential.ts'
import { Refusal } from '../lib/refusal.ts'
import { Secret } from '../lib/secret.ts'

/**
 * Headers that carry a second identity when they come beside `Authorization`: what RFC 9110 §11.7.1
 * gives a proxy, and what proxies that sign people in add for the server behind them (oauth2-proxy, and
 * nginx set up by its manual). Two may name two callers, and it is not for us to choose: a proxy in
 * front of us that authenticates has to keep its credential to itself. Not here are headers that name
 * an application rather than a caller (`X-Api-Key`), and cookies, which browsers send by themselves.
 */
const SECOND_CREDENTIALS = ['proxy-authorization', 'x-forwarded-access-token', 'x-access-token']

/** A comma and another scheme with its value: what a joiner of headers makes of two credentials. */
const JOINED = /,\s*[A-Za-z][\w-]*\s+[^\s=]/

/**
 * What the caller presents, from the one Authorization header. Node keeps the first of several and
 * the next server might keep the last, so several are refused. Scheme names ignore case (RFC 9110
 * §11.1). Cookies are never looked at.
 * @throws Refusal `request/ambiguous-credential`, `credential/missing`, `credential/invalid`
 */
export function readCredential(req: IncomingMessage): Credential {
  const header = req.headers.authorization?.trim() ?? ''
  refuseSecond(req, header)
  if (header === '') throw new Refusal('credential/missing')

  const space = header.indexOf(' ')
  const scheme = space < 0 ? header : header.slice(0, space)
  const value = space < 0 ? '' : header.slice(space + 1).replace(/^ +/, '')
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return bearerOf(value)
    case 'jwt':
      return { ...bearerOf(value), scheme: 'jwt' }
    case 'basic':
      return basicOf(value, header)
    default:
      throw new Refusal('credential/invalid', {
        detail: 'an authorization scheme that is not known',
      })
  }
}

/** Whether anything was sent that could be a credential; what it is worth is not looked at. */
export function hasCredential(req: IncomingMessage): boolean {
  return ['authorization', ...SECOND_CREDENTIALS].some((name) => req.headers[name] !== undefined)
}

function refuseSecond(req: IncomingMessage, header: string): void {
  if (countOf('authorization', req.rawHeaders) > 1) {
    throw ambiguous('more than one Authorization header')
  }
  // Hardly any has a comma, and that is found out far faster than the rest of it.
  if (header.includes(',') && JOINED.test(header)) {
    throw ambiguous('two schemes in one Authorization header')
  }
  const beside = SECOND_CREDENTIALS.find((name) => req.headers[name] !== undefined)
  if (beside !== undefined && header !== '') throw ambiguous(`${beside} beside Authorization`)
}

function ambiguous(detail: string): Refusal {
  return new Refusal('request/ambiguous-credential', { detail })
}

// RFC 6750 §2.1, b64token.
function bearerOf(value: string): { readonly scheme: 'bearer'; readonly token: Secret } {
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(value)) {
    throw new Refusal('credential/invalid', { detail: 'not a bearer token' })
  }
  return { scheme: 'bearer', token: new Secret(value) }
}

// RFC 7617 §2: everything after the first colon is the password.
function basicOf(value: string, header: string): Credential {
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(value)
  const text = isBase64 ? Buffer.from(value, 'base64').toString('utf8') : ''
  const colon = text.indexOf(':')
  if (colon < 0 || colon === text.length - 1) {
    throw new Refusal('credential/invalid', { detail: 'Basic without a password' })
  }
  const password = new Secret(text.slice(colon + 1))
  const username = text.slice(0, colon)
  return { scheme: 'basic', username, password, authorization: new Secret(header) }
}

function countOf(name: string, rawHeaders: readonly string[]): number {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const each = rawHeaders[at]
    if (each?.length === name.length && each.toLowerCase() === name) count += 1
  }
  return count
}
