import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { SignOnCookie } from '../identity/credential.ts'
import { isSignOnToken } from '../identity/sign-on/crowd.ts'
import { Refusal } from '../lib/refusal.ts'
import { Secret } from '../lib/secret.ts'

/**
 * The sign-on cookie of a browser; undefined where there is none. Node joins several Cookie headers, so all
 * are seen. What is no such token is refused here: Crowd is not asked about it.
 * @param address where the client is, after the walk over all trusted proxies
 * @throws Refusal `request/ambiguous-credential` for two of the name, `credential/invalid`
 */
export function readSignOnCookie(
  req: IncomingMessage,
  name: string,
  address: string,
): SignOnCookie | undefined {
  const values = valuesOf(name, req.headers.cookie ?? '')
  const [value] = values
  if (value === undefined) return undefined
  if (values.length > 1) {
    throw new Refusal('request/ambiguous-credential', { detail: `two cookies ${name}` })
  }
  if (!isSignOnToken(value)) {
    throw new Refusal('credential/invalid', { detail: 'the sign-on cookie is no token of Crowd' })
  }
  // The connection is gone; Crowd is asked about nobody who is nowhere.
  if (isIP(address) === 0) {
    throw new Refusal('credential/invalid', { detail: 'nobody knows from where' })
  }
  return {
    name,
    token: new Secret(value),
    address,
    // The product is told this very address, and asks Crowd with it: another here would be another answer.
    factors: { remoteAddress: address },
  }
}

// RFC 6265 §4.2.1: pairs, each separated by a semicolon and a space; names count letter by letter.
function valuesOf(name: string, header: string): readonly string[] {
  return header.split(';').flatMap((pair) => {
    const equals = pair.indexOf('=')
    return equals >= 0 && pair.slice(0, equals).trim() === name
      ? [pair.slice(equals + 1).trim()]
      : []
  })
}
