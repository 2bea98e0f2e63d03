import { refuse } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { maySignIn } from '../people/account.ts'
import type { SiteState } from '../site-state.ts'
import { accountOf } from './caller.ts'
import type { Caller } from './caller.ts'
import type { ProductFace } from './product-face.ts'
import { readAppToken } from './read-app-token.ts'
import type { Authentication } from './read-app-token.ts'
import { readBasic } from './read-basic.ts'
import { readBearer } from './read-bearer.ts'

const anonymous: Authentication = { caller: { kind: 'anonymous', failedLogin: false } }

function readHostSession(site: SiteState, face: ProductFace, id: string): Authentication {
  const session = site.hostSessions.find(id)
  if (session?.account === undefined || session.installation.product !== face.product) {
    return { refusal: 'host-session-unknown' }
  }
  if (!maySignIn(session.account, face.product)) return { refusal: 'host-session-ended' }
  const { account, installation } = session
  const scopes = installation.descriptor.scopes ?? []
  return { caller: { kind: 'impersonated', account, installation, scopes } }
}

function read(site: SiteState, face: ProductFace, exchange: Exchange): Authentication {
  const { entry, query } = exchange
  if (query.has('jwt') || query.has('access_token')) {
    entry.credential = 'query-jwt'
    return { refusal: 'credential-in-query' }
  }
  const session = exchange.header('x-stand-in-session')
  if (session !== undefined) {
    entry.credential = 'host-session'
    return readHostSession(site, face, session)
  }
  const authorization = exchange.header('authorization')
  if (authorization === undefined) return anonymous
  // Scheme and one space, exactly so: what does not match is no credential, and the call is anonymous.
  const [, scheme, value = ''] = /^(JWT|Bearer|Basic) (\S+)$/.exec(authorization) ?? []
  if (scheme === 'JWT') {
    entry.credential = 'app-jwt'
    return readAppToken(site, face, exchange, value)
  }
  if (scheme === 'Bearer') {
    entry.credential = 'bearer'
    return readBearer(site, face, exchange, value)
  }
  if (scheme === 'Basic') {
    entry.credential = 'basic'
    return readBasic(site, face, value)
  }
  entry.credential = 'unread'
  return anonymous
}

function refusalReply(face: ProductFace, refusal: string, origin: string): Reply {
  if (refusal === 'bearer-unreadable') return face.unreadableBearer(origin)
  if (refusal === 'basic-unreadable') return face.unreadableBasic(origin)
  return face.unauthenticated(origin)
}

/** The caller, or the product's refusal of a credential that is no good. */
export function authenticate(
  site: SiteState,
  face: ProductFace,
  exchange: Exchange,
): { readonly caller: Caller } | { readonly reply: Reply } {
  const result = read(site, face, exchange)
  if ('refusal' in result) {
    const reply = refusalReply(face, result.refusal, site.origin)
    return { reply: refuse(exchange, result.refusal, reply) }
  }
  const account = accountOf(result.caller)
  if (account !== undefined) exchange.entry.actingAs = account.accountId
  return result
}
