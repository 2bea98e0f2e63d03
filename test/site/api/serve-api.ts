import { randomUUID } from 'node:crypto'
import { authenticate } from '../access/authenticate.ts'
import { accountOf, ceilingOf } from '../access/caller.ts'
import type { Caller } from '../access/caller.ts'
import type { ProductFace } from '../access/product-face.ts'
import { covers } from '../access/scopes.ts'
import { refuse } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, text, withHeaders } from '../http/reply.ts'
import type { Answer, HeaderValues, Reply } from '../http/reply.ts'
import { findRoute } from '../http/route-table.ts'
import { quotaGate } from '../quota/quota-gate.ts'
import type { SiteState } from '../site-state.ts'
import { ApiFailure } from './api-call.ts'
import type { ApiRoute } from './api-call.ts'
import { refuseMedia } from './check-media.ts'
import { requiredScope } from './required-scope.ts'

function standardHeaders(face: ProductFace, caller: Caller | undefined): HeaderValues {
  const id = randomUUID()
  const account = caller === undefined ? undefined : accountOf(caller)
  const failedLogin = caller?.kind === 'anonymous' && caller.failedLogin
  return {
    'atl-traceid': id.replaceAll('-', ''),
    'atl-request-id': id,
    'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
    'x-content-type-options': 'nosniff',
    server: 'AtlassianEdge',
    'cache-control': 'no-cache, no-store, no-transform',
    ...(account !== undefined && face.product === 'jira'
      ? { 'x-aaccountid': encodeURIComponent(account.accountId) }
      : {}),
    ...(failedLogin ? { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' } : {}),
  }
}

/** The product's content type: Jira names the charset, Confluence does not. */
function inProductStyle(face: ProductFace, answer: Answer, caller: Caller | undefined): Answer {
  if (answer === 'taken') return answer
  const isDefault = answer.headers['content-type'] === 'application/json;charset=UTF-8'
  const styled =
    isDefault && face.product === 'confluence'
      ? { ...answer, headers: { ...answer.headers, 'content-type': 'application/json' } }
      : answer
  return withHeaders(styled, standardHeaders(face, caller))
}

function refuseCaller(
  exchange: Exchange,
  face: ProductFace,
  route: ApiRoute,
  caller: Caller,
  origin: string,
): Reply | undefined {
  if (caller.kind === 'anonymous' && route.login !== 'anyone') {
    return refuse(exchange, 'login-required', face.unauthenticated(origin))
  }
  if (route.login === 'app' && caller.kind !== 'app') {
    const message = 'Only Connect apps can make this request.'
    return refuse(exchange, 'app-only', json(403, { statusCode: 403, message }))
  }
  const ceiling = ceilingOf(caller)
  if (ceiling === undefined || covers(ceiling, requiredScope(route))) return undefined
  return refuse(exchange, 'scope', text(403, 'Request not in an authorized API scope'))
}

async function operate(
  site: SiteState,
  face: ProductFace,
  exchange: Exchange,
  routes: readonly ApiRoute[],
  segments: readonly string[],
): Promise<{ answer: Answer; caller?: Caller }> {
  const found = findRoute(routes, exchange.method, segments)
  const media = found.kind === 'found' ? refuseMedia(exchange, face, found.route) : undefined
  if (media !== undefined) return { answer: media }
  const result = authenticate(site, face, exchange)
  if ('reply' in result) return { answer: result.reply }
  const { caller } = result
  const { path } = exchange
  if (found.kind === 'unknown') {
    const reply = face.problem(404, `No endpoint ${exchange.method} ${path}.`, path)
    return { answer: refuse(exchange, 'unknown-route', reply), caller }
  }
  if (found.kind === 'method-not-allowed') {
    const allow = { allow: found.allow.join(',') }
    const message = `Method '${exchange.method}' is not supported.`
    const reply = face.problem(405, message, path, allow)
    return { answer: refuse(exchange, 'method-not-allowed', reply), caller }
  }
  const { route, parameters } = found
  const counted = quotaGate(site, face, exchange, route, parameters, caller)
  if (counted.reply !== undefined)
    return { answer: withHeaders(counted.reply, counted.headers), caller }
  const refusal = refuseCaller(exchange, face, route, caller, site.origin)
  if (refusal !== undefined) return { answer: refusal, caller }
  const { query } = exchange
  const account = accountOf(caller)
  const answer = await route.handle({ site, face, exchange, caller, account, parameters, query })
  return { answer: answer === 'taken' ? answer : withHeaders(answer, counted.headers), caller }
}

/** Takes a REST request through route, media type, credential, scope and operation, in the product's words. */
export async function serveApi(
  site: SiteState,
  face: ProductFace,
  exchange: Exchange,
  routes: readonly ApiRoute[],
  segments: readonly string[],
): Promise<Answer> {
  try {
    const { answer, caller } = await operate(site, face, exchange, routes, segments)
    return inProductStyle(face, answer, caller)
  } catch (cause) {
    if (!(cause instanceof ApiFailure)) throw cause
    const reply = face.failure(cause.status, cause.message, cause.errors)
    return inProductStyle(
      face,
      refuse(exchange, `failure-${cause.status}`, reply, cause.message),
      undefined,
    )
  }
}
