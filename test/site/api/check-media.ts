import type { ProductFace } from '../access/product-face.ts'
import { refuse } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import { text } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import type { ApiRoute } from './api-call.ts'

/** Refuses bodies of the wrong kind; the products do so before they look at the credential. */
export function refuseMedia(
  exchange: Exchange,
  face: ProductFace,
  route: ApiRoute,
): Reply | undefined {
  if (route.method === 'GET' || route.method === 'DELETE' || route.accepts === 'any')
    return undefined
  const given = (exchange.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const wanted = route.accepts === 'multipart' ? 'multipart/form-data' : 'application/json'
  if (given !== wanted) {
    const message = `Content-Type '${given}' is not supported.`
    return refuse(exchange, 'media-type', face.problem(415, message, exchange.path))
  }
  const checked = ['no-check', 'nocheck'].includes(exchange.header('x-atlassian-token') ?? '')
  if (wanted === 'application/json' || checked) return undefined
  return refuse(exchange, 'xsrf', text(403, 'XSRF check failed'))
}
