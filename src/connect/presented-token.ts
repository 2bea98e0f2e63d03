import type { Request } from 'express'
import { addressOf } from './request-address.ts'
import { untrusted } from './untrusted.ts'

/** Where a kind of route expects its token: frames in the query, everything else in the header. */
export type TokenPlace = 'query' | 'header'

/**
 * The one token of a request, from the one place where this kind of route expects it. Anything in a
 * second place is refused rather than ranked: two readers that rank differently see two callers.
 * The scheme is matched as Atlassian writes it, `JWT` and one space.
 *
 * @throws Refusal `product/untrusted` for no token, for more than one, or for one elsewhere
 */
export function presentedToken(req: Request, place: TokenPlace): string {
  const inQuery = tokensInQuery(req)
  const inHeader = req.headersDistinct['authorization'] ?? []
  const [here, there] = place === 'query' ? [inQuery, inHeader] : [inHeader, inQuery]
  if (there.length > 0 || here.length > 1 || hasOtherToken(req)) throw untrusted('ambiguous-token')

  const only = here[0]
  if (only === undefined) throw untrusted('no-token')
  if (place === 'query') return only
  if (!only.startsWith('JWT ')) throw untrusted('token-form')
  return only.slice('JWT '.length)
}

/** Whether the request claims to come from anybody at all. */
export function carriesToken(req: Request): boolean {
  return (
    req.headers.authorization !== undefined || tokensInQuery(req).length > 0 || hasOtherToken(req)
  )
}

function tokensInQuery(req: Request): string[] {
  return new URLSearchParams(addressOf(req).query).getAll('jwt')
}

// ACE's session tokens (`X-acpt`, `acpt`) renew themselves without end, so they are not credentials
// here. Bodies are read after the gate, and ACE never sees one, so none can bring a token.
function hasOtherToken(req: Request): boolean {
  return (
    req.headers['x-acpt'] !== undefined || new URLSearchParams(addressOf(req).query).has('acpt')
  )
}
