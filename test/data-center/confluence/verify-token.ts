import { canonicalRequest, digestOf } from '../../site/tokens/canonical-request.ts'
import { isSignedHs256, readJws } from '../../site/tokens/jws.ts'

/** Who may vouch for users, and the secret that is shared with it. */
export interface TrustedIssuer {
  readonly iss: string
  readonly secret: string
}

/** What a token is bound to by its `qsh`: the raw path is that below the context path. */
export interface BoundCall {
  readonly method: string
  readonly path: string
  readonly rawQuery: string
}

/** Clocks of two machines may differ by so much. */
const leewaySeconds = 30

function isInTime(issuedAt: unknown, expiresAt: unknown, nowMs: number): boolean {
  if (typeof issuedAt !== 'number' || typeof expiresAt !== 'number') return false
  const now = nowMs / 1000
  return issuedAt - leewaySeconds <= now && now < expiresAt + leewaySeconds
}

/** The user that a trusted issuer vouches for in this very call, or undefined. */
export function subjectOf(
  token: string,
  issuers: readonly TrustedIssuer[],
  { method, path, rawQuery }: BoundCall,
  nowMs: number,
): string | undefined {
  const read = readJws(token)
  const issuer = issuers.find(({ iss }) => iss === read?.claims['iss'])
  if (read === undefined || issuer === undefined) return undefined
  if (!isSignedHs256(read, issuer.secret)) return undefined
  const { sub, iat, exp, qsh } = read.claims
  if (!isInTime(iat, exp, nowMs)) return undefined
  if (qsh !== digestOf(canonicalRequest(method, path, rawQuery))) return undefined
  return typeof sub === 'string' ? sub : undefined
}
