import { empty, html, withHeaders } from '../../site/http/reply.ts'
import type { Reply } from '../../site/http/reply.ts'
import { findRoute } from '../../site/http/route-table.ts'
import { parseJson } from '../http/members.ts'
import type { Received } from '../http/received.ts'
import type { Caller } from './caller.ts'
import { productError } from './product-call.ts'
import type { ProductFace, ProductRoute, Target } from './product-call.ts'
import type { ProductRequest, ProductState } from './product-state.ts'
import { looksLikeInterface } from './rate-limiter.ts'
import { checkXsrf } from './xsrf-filter.ts'

/** A request of which is known whom it is served as. */
export interface KnownCall {
  readonly product: ProductState
  readonly face: ProductFace
  readonly request: Received
  readonly entry: ProductRequest
  readonly target: Target
  readonly caller: Caller
}

function mayPass({ product, request, caller }: KnownCall, route: ProductRoute): boolean {
  if (caller.user !== undefined || product.faults.anonymousAnswers) return true
  const usual = request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'user'
  return product.settings.anonymousMayRead && (route.access ?? usual) === 'read'
}

async function resourceOf(call: KnownCall, segments: readonly string[]): Promise<Reply> {
  const { product, face, request, caller } = call
  const found = findRoute(face.routes, request.method, segments)
  if (found.kind === 'unknown') return productError(404, 'null for uri')
  if (found.kind === 'method-not-allowed') return empty(405, { allow: found.allow.join(', ') })
  if (!mayPass(call, found.route)) {
    return productError(401, 'You are not permitted to perform this operation while not logged in.')
  }
  return found.route.serve({
    product,
    request,
    parameters: found.parameters,
    query: request.query,
    body: parseJson(request.body),
    user: caller.user,
    baseUrl: `http://${request.headers.host ?? ''}${product.contextPath}`,
  })
}

/** The rate limiter, the check against forged requests, and then the resource at these segments. */
export async function answerCall(call: KnownCall, segments: readonly string[]): Promise<Reply> {
  const { product, face, request, entry, target, caller } = call
  const isCounted = !face.isUnlimited(target.segments) && !looksLikeInterface(request)
  const rate = isCounted ? product.limiter.count(caller.user) : { isOver: false, headers: {} }
  if (rate.isOver) return withHeaders(productError(429, 'Rate limit exceeded.'), rate.headers)
  entry.xsrf = checkXsrf(request)
  const reply =
    entry.xsrf === 'refused' ? html(403, 'XSRF check failed') : await resourceOf(call, segments)
  return withHeaders(reply, rate.headers)
}
