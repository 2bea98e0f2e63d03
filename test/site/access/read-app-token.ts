import type { Exchange } from '../http/exchange.ts'
import { installationOf, siteSeconds } from '../site-state.ts'
import type { SiteState } from '../site-state.ts'
import { canonicalRequest, digestOf, pathBelow } from '../tokens/canonical-request.ts'
import { isSignedHs256, readJws } from '../tokens/jws.ts'
import type { Caller } from './caller.ts'
import type { ProductFace } from './product-face.ts'

export type Authentication = { readonly caller: Caller } | { readonly refusal: string }

/** Host libraries allow a few seconds between the clocks; a token "from tomorrow" is none of them. */
const clockLeewaySeconds = 30

/** Verifies `Authorization: JWT` on a REST call of an app; the log keeps what was hashed either way. */
export function readAppToken(
  site: SiteState,
  face: ProductFace,
  exchange: Exchange,
  text: string,
): Authentication {
  const { entry } = exchange
  // A servlet verifier hashes the request URI as it stands on the wire, minus its own context path.
  const path = pathBelow(face.contextPath, exchange.path)
  entry.canonical = canonicalRequest(exchange.method, path, exchange.rawQuery)
  const token = readJws(text)
  if (token === undefined) return { refusal: 'jwt-unreadable' }
  entry.claims = token.claims
  if (token.header['alg'] !== 'HS256') return { refusal: 'jwt-algorithm' }
  const { iss, iat, exp, nbf, qsh, aud, sub } = token.claims
  const installation = installationOf(site, face.product, iss)
  if (installation === undefined) return { refusal: 'jwt-issuer-unknown' }
  entry.appKey = installation.appKey
  entry.clientKey = installation.clientKey
  if (!isSignedHs256(token, installation.sharedSecret)) return { refusal: 'jwt-signature' }
  if (installation.state !== 'enabled') return { refusal: `app-${installation.state}` }
  const now = siteSeconds(site)
  if (typeof exp !== 'number') return { refusal: 'jwt-exp-missing' }
  if (exp <= now) return { refusal: 'jwt-expired' }
  if (typeof iat !== 'number') return { refusal: 'jwt-iat-missing' }
  if (iat > now + clockLeewaySeconds) return { refusal: 'jwt-too-early' }
  if (typeof nbf === 'number' && nbf > now + clockLeewaySeconds) return { refusal: 'jwt-too-early' }
  if (qsh === 'context-qsh') return { refusal: 'jwt-context-token' }
  if (qsh !== digestOf(entry.canonical)) return { refusal: 'jwt-qsh-mismatch' }
  const audience = Array.isArray(aud) ? aud : aud === undefined ? undefined : [aud]
  if (audience !== undefined && !audience.includes(installation.clientKey)) {
    return { refusal: 'jwt-audience' }
  }
  // Acting for a user by `sub` ended with the OAuth exchange.
  if (sub !== undefined) return { refusal: 'jwt-impersonation' }
  return { caller: { kind: 'app', account: installation.appUser, installation } }
}
