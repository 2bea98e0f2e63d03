import type { CookieConfig } from '../crowd/crowd-settings.ts'
import { readCookie } from '../http/credentials.ts'
import { headerOf } from '../http/received.ts'
import type { Received } from '../http/received.ts'
import { callerIn } from './caller.ts'
import type { Caller } from './caller.ts'
import type { HttpSession } from './http-sessions.ts'
import type { ProductState } from './product-state.ts'
import { enterSession, sessionOf, ssoCookie } from './session-cookies.ts'

async function cookieConfig({ settings, crowd }: ProductState): Promise<CookieConfig> {
  if (settings.cookieName === undefined) return crowd.cookieConfig()
  return { domain: '', secure: false, name: settings.cookieName }
}

function isFresh({ now, settings }: ProductState, { validatedAt }: HttpSession): boolean {
  return validatedAt !== undefined && now() - validatedAt < settings.validationMinutes * 60_000
}

/**
 * Inside the interval nobody looks at factors. Another cookie than the session's makes the product
 * ask Crowd whose it is, by the read that checks nothing, and go on as that user: whoever holds any
 * fresh session can use a stolen cookie from anywhere.
 */
async function withoutValidation(
  product: ProductState,
  session: HttpSession,
  token: string,
): Promise<Caller | 'refused'> {
  if (session.ssoToken === token) return callerIn(session)
  const user = await product.crowd.userOf(token)
  if (user === undefined) return 'refused'
  session.user = user
  session.ssoToken = token
  return callerIn(session)
}

/** Signs in by the sign-on cookie, if there is one. */
export async function signInBySso(
  product: ProductState,
  request: Received,
): Promise<Caller | 'refused' | 'absent'> {
  const config = await cookieConfig(product)
  const token = readCookie(request.headers.cookie, config.name) ?? ''
  if (token === '') return 'absent'
  const known = sessionOf(product, request)
  if (known !== undefined && isFresh(product, known)) {
    return withoutValidation(product, known, token)
  }
  const forwardedFor = headerOf(request, 'x-forwarded-for')
  const user = await product.crowd.validate(token, request.peer, forwardedFor)
  if (user === undefined) return 'refused'
  const { session, setCookies } = enterSession(product, known, user)
  session.ssoToken = token
  session.validatedAt = product.now()
  return callerIn(session, [...setCookies, ssoCookie(config, token)])
}
