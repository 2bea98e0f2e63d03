import { refuse } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { html, text } from './reply.ts'
import type { Reply } from './reply.ts'
import { readSegments } from './request-path.ts'

const bodyless = new Set(['GET', 'HEAD', 'DELETE'])

function hasBody(exchange: Exchange): boolean {
  if (exchange.header('transfer-encoding') !== undefined) return true
  return Number(exchange.header('content-length') ?? '0') > 0
}

/** What the edge in front of the products refuses before any product sees it. */
export function edgeGate(
  exchange: Exchange,
): { readonly segments: readonly string[] } | { readonly reply: Reply } {
  const segments = readSegments(exchange.path)
  if (segments === undefined) {
    const reply = text(400, 'The request URI is improperly formed')
    return { reply: refuse(exchange, 'path-improper', reply) }
  }
  if (bodyless.has(exchange.method) && hasBody(exchange)) {
    const page = '<html><head><title>403 Forbidden</title></head><body>403 Forbidden</body></html>'
    return { reply: refuse(exchange, 'body-on-bodyless-method', html(403, page)) }
  }
  return { segments }
}
