import { randomBytes, randomUUID } from 'node:crypto'
import type { Product } from '../access/scopes.ts'
import { isSignedHs256, readJws, signJws } from './jws.ts'

/** What a Bearer token of the token server stands for. */
interface AccessGrant {
  readonly accountId: string
  readonly tenantUrl: string
  readonly product: Product
  readonly clientKey: string
  readonly appKey: string
  readonly scopes: readonly string[]
  readonly endsAtSeconds: number
}

/** Mints and reads the Bearer tokens of user impersonation. */
export interface AccessTokens {
  mint(grant: AccessGrant): string
  /** The grant, or why the token is worth nothing. */
  read(
    token: string,
    nowSeconds: number,
  ): { readonly grant: AccessGrant } | { readonly fault: BearerFault }
  /** Ends tokens before their time; without a filter all of them. Answers how many. */
  revoke(applies?: (grant: AccessGrant) => boolean): number
  readonly minted: number
}

/** `unreadable` is not even a JWS: the edge answers that differently. */
type BearerFault = 'unreadable' | 'foreign' | 'expired' | 'revoked'

/** An empty set of tokens with its own signing key. */
export function createAccessTokens(): AccessTokens {
  const secret = randomBytes(32).toString('base64url')
  const grants = new Map<string, AccessGrant>()
  let minted = 0
  return {
    mint(grant) {
      const id = randomUUID()
      minted += 1
      grants.set(id, grant)
      const claims = { jti: id, exp: grant.endsAtSeconds }
      return signJws({ typ: 'JWT', alg: 'HS256' }, claims, secret, 'HS256')
    },
    read(text, nowSeconds) {
      const token = readJws(text)
      if (token === undefined) return { fault: 'unreadable' }
      if (!isSignedHs256(token, secret)) return { fault: 'foreign' }
      const grant = grants.get(String(token.claims['jti']))
      if (grant === undefined) return { fault: 'revoked' }
      return grant.endsAtSeconds <= nowSeconds ? { fault: 'expired' } : { grant }
    },
    revoke(applies = () => true) {
      const doomed = [...grants].filter(([, grant]) => applies(grant))
      for (const [id] of doomed) grants.delete(id)
      return doomed.length
    },
    get minted() {
      return minted
    },
  }
}
