import { ApiFailure } from '../api/api-call.ts'
import type { ApiCall } from '../api/api-call.ts'

function number(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name)
  if (text === null) return fallback
  if (!/^\d+$/.test(text))
    throw new ApiFailure(400, `${name} must be a number that is not negative`)
  return Number(text)
}

/** The address of the following page: this one with another start. */
function nextLink(call: ApiCall, name: string, value: string): string {
  const query = new URLSearchParams(call.exchange.rawQuery)
  query.set(name, value)
  return `${call.exchange.path}?${query.toString()}`
}

/** A list in the form of API version 1: start and limit, of which the product grants `limitMax` at most. */
export function startPage<T>(
  call: ApiCall,
  values: readonly T[],
  render: (value: T) => unknown,
  limitMax = Infinity,
): Record<string, unknown> {
  const start = number(call.query, 'start', 0)
  const limit = Math.min(number(call.query, 'limit', 25), limitMax)
  const part = values.slice(start, start + limit)
  const base = `${call.site.origin}/wiki`
  // Version 1 leaves the context path out of `next`; `base` carries it.
  const next = nextLink(call, 'start', String(start + limit)).replace(/^\/wiki/, '')
  const more = start + limit < values.length
  const links = { base, context: '/wiki', self: `${base}${call.exchange.target.slice(5)}` }
  const _links = more ? { ...links, next } : links
  return { results: part.map(render), start, limit, size: part.length, _links }
}

/** A list in the form of API version 2: an opaque cursor, and `next` with the context path. */
export function cursorPage<T>(
  call: ApiCall,
  values: readonly T[],
  render: (value: T) => unknown,
): { readonly body: Record<string, unknown>; readonly headers: Record<string, string> } {
  const cursor = call.query.get('cursor')
  const decoded = cursor === null ? '0' : Buffer.from(cursor, 'base64url').toString()
  if (!/^\d+$/.test(decoded)) throw new ApiFailure(400, 'Provided cursor is invalid')
  const start = Number(decoded)
  const limit = number(call.query, 'limit', 25)
  const results = values.slice(start, start + limit).map(render)
  const base = `${call.site.origin}/wiki`
  if (start + limit >= values.length) return { body: { results, _links: { base } }, headers: {} }
  const next = nextLink(call, 'cursor', Buffer.from(String(start + limit)).toString('base64url'))
  const link = `<${next}>; rel="next", <${base}>; rel="base"`
  return { body: { results, _links: { next, base } }, headers: { link } }
}
