import type { CookieConfig } from '../crowd/crowd-settings.ts'
import { readCookie } from '../http/credentials.ts'
import type { Received } from '../http/received.ts'
import type { HttpSession } from './http-sessions.ts'
import type { ProductState } from './product-state.ts'

/** The session that the request names, if it is still there. */
export function sessionOf(product: ProductState, request: Received): HttpSession | undefined {
  return product.sessions.find(readCookie(request.headers.cookie, 'JSESSIONID'))
}

/** Puts the user into this session, or into a new one with the cookies that tell of it. */
export function enterSession(
  product: ProductState,
  known: HttpSession | undefined,
  user: string,
): { readonly session: HttpSession; readonly setCookies: readonly string[] } {
  if (known !== undefined) {
    known.user = user
    return { session: known, setCookies: [] }
  }
  const session = product.sessions.start(user)
  const path = product.contextPath === '' ? '/' : product.contextPath
  const setCookies = [
    `JSESSIONID=${session.id}; Path=${path}; HttpOnly`,
    `atlassian.xsrf.token=${session.xsrfToken}; Path=${path}`,
  ]
  return { session, setCookies }
}

/** The sign-on cookie, sent again as Crowd wants it. */
export function ssoCookie({ name, domain, secure }: CookieConfig, token: string): string {
  const scope = domain === '' ? '' : `; Domain=${domain}`
  return `${name}=${token}${scope}; Path=/; HttpOnly${secure ? '; Secure' : ''}`
}
