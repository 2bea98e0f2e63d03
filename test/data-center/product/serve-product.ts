import { setTimeout as wait } from 'node:timers/promises'
import { html, withHeaders } from '../../site/http/reply.ts'
import type { Answer, Reply } from '../../site/http/reply.ts'
import { readSegments } from '../../site/http/request-path.ts'
import type { Received } from '../http/received.ts'
import { answerCall } from './answer-call.ts'
import { nobody } from './caller.ts'
import { identityHeaders } from './identity-headers.ts'
import { productError } from './product-call.ts'
import type { Admission, ProductFace, Target } from './product-call.ts'
import type { ProductRequest, ProductState } from './product-state.ts'
import { signIn } from './sign-in.ts'

function targetOf(contextPath: string, { path }: Received): Target | undefined {
  if (!path.startsWith(`${contextPath}/`)) return undefined
  const below = path.slice(contextPath.length)
  const segments = readSegments(below)
  return segments === undefined ? undefined : { path: below, segments }
}

async function admit(
  product: ProductState,
  face: ProductFace,
  request: Received,
  target: Target,
): Promise<Admission> {
  const own = await face.admit?.(product, request, target)
  if (own !== undefined) return own
  const { caller, refusal } = await signIn(product, request)
  if (refusal !== undefined) return { kind: 'refused', caller, reply: refusal }
  return { kind: 'admitted', caller, segments: target.segments }
}

async function replyTo(
  product: ProductState,
  face: ProductFace,
  request: Received,
  entry: ProductRequest,
): Promise<Reply> {
  const { faults } = product
  const refused = nobody('AUTHENTICATED_FAILED')
  if (faults.status401) {
    return withHeaders(productError(401, 'Refused.'), identityHeaders(faults, refused))
  }
  const target = targetOf(product.contextPath, request)
  if (target === undefined) return html(404, '<html><body>HTTP Status 404</body></html>')
  const admission = await admit(product, face, request, target)
  if (admission.kind === 'blocked') return admission.reply
  const caller = faults.anonymousAnswers ? nobody('OUT') : admission.caller
  entry.user = caller.user
  entry.sessionId = caller.session?.id
  const reply =
    admission.kind === 'refused'
      ? admission.reply
      : await answerCall({ product, face, request, entry, target, caller }, admission.segments)
  return withHeaders(reply, identityHeaders(faults, caller))
}

function logged(product: ProductState, request: Received): ProductRequest {
  const { method, url, headers, body } = request
  const { rawHeaders } = request.req
  const unknown = { user: undefined, sessionId: undefined, xsrf: undefined, status: undefined }
  const entry = { method, url, headers, rawHeaders, body, ...unknown }
  product.requests.push(entry)
  return entry
}

/** Everything is logged before it is judged, so that no request goes unseen. */
export async function serveProduct(
  product: ProductState,
  face: ProductFace,
  request: Received,
): Promise<Answer> {
  const entry = logged(product, request)
  if (product.faults.slowMs > 0) await wait(product.faults.slowMs, undefined, { ref: false })
  if (product.faults.down) {
    request.req.socket.destroy()
    return 'taken'
  }
  const reply = await replyTo(product, face, request, entry)
  entry.status = reply.status
  return reply
}
