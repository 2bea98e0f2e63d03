import type { KeyLike } from 'node:crypto'
import { signJws } from './jws.ts'
import type { Members } from './jws.ts'

/** What a test may bend in a token: a member given as `undefined` is left out. */
export interface TokenOverrides {
  readonly alg?: string
  readonly header?: Members
  readonly claims?: Members
  readonly secret?: KeyLike
  /** `exp` − `iat` when no `exp` is given. */
  readonly lifeSeconds?: number
  /** Shifts `iat` (and with it `exp`): −3600 makes a token that ended long ago. */
  readonly issuedSecondsFromNow?: number
  /** Replaces the signature by this text. */
  readonly signature?: string
}

/** What the token would be, were nothing bent. */
export interface TokenPlan {
  readonly alg: string
  readonly header?: Members
  readonly claims: Members
  readonly key: KeyLike
  readonly nowSeconds: number
  readonly lifeSeconds: number
}

/** Mints the planned token with the overrides applied. */
export function mintToken(plan: TokenPlan, overrides: TokenOverrides = {}): string {
  const alg = overrides.alg ?? plan.alg
  const iat = plan.nowSeconds + (overrides.issuedSecondsFromNow ?? 0)
  const exp = iat + (overrides.lifeSeconds ?? plan.lifeSeconds)
  const header = { typ: 'JWT', alg, ...plan.header, ...overrides.header }
  const claims = { ...plan.claims, iat, exp, ...overrides.claims }
  const token = signJws(header, claims, overrides.secret ?? plan.key, alg)
  if (overrides.signature === undefined) return token
  return `${token.slice(0, token.lastIndexOf('.'))}.${overrides.signature}`
}
