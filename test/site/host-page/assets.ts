import { readFileSync, readdirSync } from 'node:fs'
import { refuse } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import { text } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'

const folder = new URL('./assets/', import.meta.url)
const assets = new Map(
  readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder))]),
)

/** Scripts and styles of the host page. */
export function serveAsset(exchange: Exchange, name: string): Reply {
  const body = assets.get(name)
  if (body === undefined) return refuse(exchange, 'unknown-route', text(404, 'Not Found'))
  const mediaType = name.endsWith('.css') ? 'text/css' : 'text/javascript'
  return { status: 200, headers: { 'content-type': `${mediaType};charset=UTF-8` }, body }
}

/** One picture for everybody: a grey disc. */
export function serveAvatar(): Reply {
  const body =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="24" fill="#8993a4"/></svg>'
  return { status: 200, headers: { 'content-type': 'image/svg+xml' }, body }
}
