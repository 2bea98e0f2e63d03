import { encodeSymmetric, SymmetricAlgorithm } from 'atlassian-jwt'
import { epochSeconds, type Clock } from '../lib/clock.ts'
import { queryStringHash } from '../lib/qsh.ts'
import { Refusal } from '../lib/refusal.ts'
import { Secret } from '../lib/secret.ts'
import type { Tenant } from '../tenants/tenant.ts'

/** What the hash in the token is made of: the request as it goes out, below the base URL. */
export interface SignedRequest {
  readonly method: string
  readonly path: string
  readonly query: string
}

// What Atlassian's own frameworks use; long enough for clocks that differ by two minutes.
const LIFETIME_SECONDS = 180

/**
 * Speaks as the app: `JWT <token>`, bound to this one method, path and query by its `qsh`
 * (Atlassian's docs, "Understanding JWT for Connect apps"). `aud` names the installation, as
 * Atlassian's Node framework does, so that the token says for whom it is.
 * @throws Refusal `upstream/app-refused` when the installation has no secret to sign with
 */
export function appAuthorization(tenant: Tenant, request: SignedRequest, clock: Clock): Secret {
  const iat = epochSeconds(clock)
  const claims = {
    iss: tenant.appKey,
    aud: [tenant.clientKey],
    iat,
    exp: iat + LIFETIME_SECONDS,
    qsh: queryStringHash(request.method, request.path, request.query),
  }
  return new Secret(`JWT ${signAs(tenant, claims)}`)
}

/**
 * HS256 with the tenant's shared secret. RFC 7518 §3.2 wants a key at least as long as the hash:
 * a shorter one could be guessed from any token, so nothing is signed with it.
 */
export function signAs(tenant: Tenant, claims: object): string {
  const secret = tenant.sharedSecret?.reveal()
  if (secret === undefined || Buffer.byteLength(secret) < 32) {
    const detail = `tenant ${tenant.id} has no secret that could sign`
    throw new Refusal('upstream/app-refused', { detail })
  }
  return encodeSymmetric(claims, secret, SymmetricAlgorithm.HS256)
}
