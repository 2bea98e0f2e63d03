import { json } from '../../site/http/reply.ts'
import type { Reply } from '../../site/http/reply.ts'
import type { PathParameters, Routed } from '../../site/http/route-table.ts'
import type { Received } from '../http/received.ts'
import type { Caller } from './caller.ts'
import type { ProductState } from './product-state.ts'

/** One call of somebody who was let in. */
export interface ProductCall {
  readonly product: ProductState
  readonly request: Received
  readonly parameters: PathParameters
  readonly query: URLSearchParams
  /** The body as JSON; undefined where it is none. */
  readonly body: unknown
  readonly user: string | undefined
  /** Where the product says that it is. */
  readonly baseUrl: string
}

export interface ProductRoute extends Routed {
  /** Where the method does not tell: a POST that only reads, a read that nobody may do unnamed. */
  readonly access?: 'read' | 'user'
  serve(call: ProductCall): Reply | Promise<Reply>
}

/** Where a request is for, below the context path. */
export interface Target {
  /** Raw, still encoded. */
  readonly path: string
  /** Decoded. */
  readonly segments: readonly string[]
}

/** What becomes of a request at a way in that has its own rules. */
export type Admission =
  | { readonly kind: 'admitted'; readonly caller: Caller; readonly segments: readonly string[] }
  | { readonly kind: 'refused'; readonly caller: Caller; readonly reply: Reply }
  /** Stopped before anybody asked who is calling. */
  | { readonly kind: 'blocked'; readonly reply: Reply }

/** What one product has that the other has not. */
export interface ProductFace {
  readonly routes: readonly ProductRoute[]
  /** Paths that the rate limiter leaves out, whole segments. */
  isUnlimited(segments: readonly string[]): boolean
  /** Takes the request to its own way in, or leaves it to the usual one. */
  admit?(product: ProductState, request: Received, target: Target): Promise<Admission | undefined>
}

/** One form for both products: Confluence's members beside Jira's. */
export function productError(statusCode: number, message: string): Reply {
  return json(statusCode, { statusCode, message, errorMessages: [message], errors: {} })
}
