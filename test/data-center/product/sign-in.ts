import { html, json } from '../../site/http/reply.ts'
import type { Reply } from '../../site/http/reply.ts'
import { readBasic, readScheme } from '../http/credentials.ts'
import type { NameAndPassword } from '../http/credentials.ts'
import type { Received } from '../http/received.ts'
import { callerIn, callerWithoutSession, nobody } from './caller.ts'
import type { Caller } from './caller.ts'
import type { ProductState } from './product-state.ts'
import { enterSession, sessionOf } from './session-cookies.ts'
import { signInBySso } from './sso-sign-in.ts'

/** `refusal` is the answer where a credential is so wrong that nothing is served. */
export interface SignIn {
  readonly caller: Caller
  readonly refusal?: Reply
}

/** A personal access token counts for one call and leaves no session. */
function byAccessToken(product: ProductState, token: string): SignIn {
  const user = product.accessTokens.get(token)
  if (user !== undefined) return { caller: callerWithoutSession(user) }
  const refusal = json(401, { message: 'Client must be authenticated to access this resource.' })
  return { caller: nobody('AUTHENTICATED_FAILED'), refusal }
}

async function byPassword(
  product: ProductState,
  request: Received,
  credentials: NameAndPassword,
): Promise<SignIn> {
  const known = sessionOf(product, request)
  if (!(await product.crowd.isPasswordRight(credentials))) {
    product.sessions.end(known)
    const refusal = html(401, 'Basic Authentication Failure', {
      'www-authenticate': 'Basic realm="protected-area"',
    })
    return { caller: nobody('AUTHENTICATED_FAILED'), refusal }
  }
  const { session, setCookies } = enterSession(product, known, credentials.name)
  session.ssoToken = undefined
  session.validatedAt = undefined
  return { caller: callerIn(session, setCookies) }
}

/**
 * Access token, sign-on cookie, password, in this order; so a bad cookie beside a good password runs
 * as the password's user. Where all fail the product's own session is ended.
 */
export async function signIn(product: ProductState, request: Received): Promise<SignIn> {
  const { authorization } = request.headers
  const accessToken = readScheme('Bearer', authorization)
  if (accessToken !== undefined) return byAccessToken(product, accessToken)
  const bySso = await signInBySso(product, request)
  if (typeof bySso !== 'string') return { caller: bySso }
  const credentials = readBasic(authorization)
  if (credentials !== undefined) return byPassword(product, request, credentials)
  product.sessions.end(sessionOf(product, request))
  return { caller: nobody(bySso === 'refused' ? 'AUTHENTICATED_FAILED' : 'OUT') }
}
