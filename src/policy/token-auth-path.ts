import type { Call } from './call.ts'

/** Where Confluence has its first API a second time, for clients that come with a JWT (its guide to token authentication). */
export const TOKEN_AUTH = '/rest/token-auth/api'

export function isTokenAuthPath(path: string): boolean {
  return path === TOKEN_AUTH || path.startsWith(`${TOKEN_AUTH}/`)
}

/** The same resource by the first prefix. */
export function withoutTokenAuth(path: string): string {
  return isTokenAuthPath(path) ? `/rest/api${path.slice(TOKEN_AUTH.length)}` : path
}

/** The same resource of the first API by the prefix for tokens. */
export function byTokenAuth(path: string): string {
  return `${TOKEN_AUTH}${path.slice('/rest/api'.length)}`
}

/**
 * Whether only what a rule lists by this very prefix may be called: the product looks at nothing but the
 * unverified subject of a token before it opens a resource there, so what is listed is said one by one, and
 * no wider rule and no group with full access says it by the way.
 */
export function isListedOnly({
  isDataCenter,
  needsToken,
}: Partial<Pick<Call, 'isDataCenter' | 'needsToken'>>): boolean {
  return isDataCenter === true && needsToken === true
}
