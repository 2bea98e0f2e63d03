import { encodeSymmetric, SymmetricAlgorithm } from 'atlassian-jwt'
import { epochSeconds, type Clock } from '../lib/clock.ts'
import { queryStringHash } from '../lib/qsh.ts'
import { Refusal } from '../lib/refusal.ts'
import { Secret } from '../lib/secret.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { SignedRequest } from './app-token.ts'

const LIFETIME_SECONDS = 180

/**
 * Vouches for a user at Confluence's prefix for tokens: `JWT <token>`, HS256 with the secret that the product
 * shares with us, bound to this one method, path and query. `sub` is the user's name: by it the product's
 * filter recognises our tokens, before its own verification proves them (its guide to token authentication).
 * @throws Refusal `call/no-way` for a site without that
 */
export function tokenAuthAuthorization(
  { id, dataCenter }: Tenant,
  userName: string,
  request: SignedRequest,
  clock: Clock,
): Secret {
  const tokenAuth = dataCenter?.tokenAuth
  if (tokenAuth === undefined) {
    throw new Refusal('call/no-way', { detail: `tenant ${id} has no token-auth` })
  }
  const iat = epochSeconds(clock)
  const claims = {
    iss: tokenAuth.issuer,
    sub: userName,
    iat,
    exp: iat + LIFETIME_SECONDS,
    qsh: queryStringHash(request.method, request.path, request.query),
  }
  const signed = encodeSymmetric(claims, tokenAuth.secret.reveal(), SymmetricAlgorithm.HS256)
  return new Secret(`JWT ${signed}`)
}
