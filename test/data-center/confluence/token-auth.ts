import { empty } from '../../site/http/reply.ts'
import { readJws } from '../../site/tokens/jws.ts'
import { readScheme } from '../http/credentials.ts'
import type { Received } from '../http/received.ts'
import { callerWithoutSession, nobody } from '../product/caller.ts'
import { productError } from '../product/product-call.ts'
import type { Admission, Target } from '../product/product-call.ts'
import type { ProductState } from '../product/product-state.ts'
import { subjectOf } from './verify-token.ts'
import type { TrustedIssuer } from './verify-token.ts'

/** What the customer's filter lets through, and whose tokens are believed. */
export interface TokenAuthSettings {
  /** Patterns over the decoded path below the context path. */
  allowlist: { readonly method: string; readonly pattern: RegExp }[]
  /** Of the token's `sub`, which nobody has verified when the filter reads it. */
  subjectPrefix: string
  trustedIssuers: TrustedIssuer[]
}

/** Everything is blocked until a filter allows something. */
export function nothingAllowed(): TokenAuthSettings {
  return { allowlist: [], subjectPrefix: '', trustedIssuers: [] }
}

/** Whether the path is below `/rest/token-auth/api`. */
export function isTokenAuthPath(segments: readonly string[]): boolean {
  return segments[0] === 'rest' && segments[1] === 'token-auth' && segments[2] === 'api'
}

function isListed(
  { allowlist, subjectPrefix }: TokenAuthSettings,
  { method }: Received,
  { segments }: Target,
  token: string,
): boolean {
  const subject = readJws(token)?.claims['sub']
  if (typeof subject !== 'string' || !subject.startsWith(subjectPrefix)) return false
  const path = `/${segments.join('/')}`
  return allowlist.some((each) => each.method === method && each.pattern.test(path))
}

/**
 * The way in that only tokens open. What the filter does not mark is stopped without a status, so that
 * the caller sees an empty 200; whether the token is good is asked after that. The mark is an
 * attribute inside of the product: no header can set it, and cookies and passwords are not looked at.
 */
export async function admitByToken(
  settings: TokenAuthSettings,
  product: ProductState,
  request: Received,
  target: Target,
): Promise<Admission> {
  const token = readScheme('JWT', request.headers.authorization) ?? ''
  if (!isListed(settings, request, target, token)) return { kind: 'blocked', reply: empty(200) }
  const call = { method: request.method, path: target.path, rawQuery: request.rawQuery }
  const user = subjectOf(token, settings.trustedIssuers, call, product.now())
  if (user === undefined || !(await product.crowd.hasUser(user))) {
    const reply = productError(401, 'The token is not accepted.')
    return { kind: 'refused', caller: nobody('AUTHENTICATED_FAILED'), reply }
  }
  const segments = ['rest', 'api', ...target.segments.slice(3)]
  return { kind: 'admitted', caller: callerWithoutSession(user), segments }
}
