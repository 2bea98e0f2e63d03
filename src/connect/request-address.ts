import type { Request } from 'express'

/** Path and query exactly as they came in, still percent-encoded; `query` is without its `?`. */
export interface RequestAddress {
  readonly path: string
  readonly query: string
}

/**
 * Cut from the request line, not from Express's parsed query: that one turns `a[b]=1` into nested
 * objects and stops at some number of repeats, so a hash over it differs from the sender's.
 */
export function addressOf(req: Request): RequestAddress {
  const at = req.originalUrl.indexOf('?')
  if (at === -1) return { path: req.originalUrl, query: '' }
  return { path: req.originalUrl.slice(0, at), query: req.originalUrl.slice(at + 1) }
}
