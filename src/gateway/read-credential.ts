import type { IncomingMessage } from 'node:http'
import type { Credential } from '../identity/credential.ts'
import { Refusal } from '../lib/refusal.ts'
import { Secret } from '../lib/secret.ts'

/**
 * What the caller presents, from the one Authorization header. Node keeps the first of several and
 * the next server might keep the last, so several are refused. Scheme names ignore case (RFC 9110
 * §11.1). Cookies are never looked at.
 * @throws Refusal `request/ambiguous-credential`, `credential/missing`, `credential/invalid`
 */
export function readCredential(req: IncomingMessage): Credential {
  if (countOf('authorization', req.rawHeaders) > 1) {
    throw new Refusal('request/ambiguous-credential')
  }
  const header = req.headers.authorization?.trim() ?? ''
  if (header === '') throw new Refusal('credential/missing')

  const [scheme = '', value = ''] = header.split(/ +(.*)/s)
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return bearerOf(value)
    case 'basic':
      return basicOf(value)
    default:
      throw new Refusal('credential/invalid', {
        detail: 'an authorization scheme that is not known',
      })
  }
}

// RFC 6750 §2.1, b64token.
function bearerOf(value: string): Credential {
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(value)) {
    throw new Refusal('credential/invalid', { detail: 'not a bearer token' })
  }
  return { scheme: 'bearer', token: new Secret(value) }
}

// RFC 7617 §2: everything after the first colon is the password.
function basicOf(value: string): Credential {
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(value)
  const text = isBase64 ? Buffer.from(value, 'base64').toString('utf8') : ''
  const colon = text.indexOf(':')
  if (colon < 0 || colon === text.length - 1) {
    throw new Refusal('credential/invalid', { detail: 'Basic without a password' })
  }
  const password = new Secret(text.slice(colon + 1))
  return { scheme: 'basic', username: text.slice(0, colon), password }
}

function countOf(name: string, rawHeaders: readonly string[]): number {
  return rawHeaders.filter((each, i) => i % 2 === 0 && each.toLowerCase() === name).length
}
