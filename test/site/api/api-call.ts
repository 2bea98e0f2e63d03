import type { Caller } from '../access/caller.ts'
import type { ProductFace } from '../access/product-face.ts'
import type { RankedScope } from '../access/scopes.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Answer } from '../http/reply.ts'
import type { PathParameters, Routed } from '../http/route-table.ts'
import type { Account } from '../people/account.ts'
import type { SiteState } from '../site-state.ts'

/** An authenticated call on its way to the operation. */
export interface ApiCall {
  readonly site: SiteState
  readonly face: ProductFace
  readonly exchange: Exchange
  readonly caller: Caller
  /** Undefined for an anonymous caller. */
  readonly account: Account | undefined
  readonly parameters: PathParameters
  readonly query: URLSearchParams
}

/** One operation of a product. */
export interface ApiRoute extends Routed {
  /** Scope that an app needs; without it the method decides. */
  readonly scope?: RankedScope
  /** `anyone` serves anonymous callers as such; `app` serves app tokens only. */
  readonly login?: 'anyone' | 'required' | 'app'
  /** What a body must be; JSON unless said otherwise. */
  readonly accepts?: 'json' | 'multipart' | 'any'
  readonly handle: (call: ApiCall) => Promise<Answer> | Answer
}

/** A failure inside an operation, worded by the product's face. */
export class ApiFailure extends Error {
  readonly status: number
  readonly errors: Readonly<Record<string, string>> | undefined

  constructor(status: number, message: string, errors?: Readonly<Record<string, string>>) {
    super(message)
    this.status = status
    this.errors = errors
  }
}

/** A path parameter; the pattern guarantees that it is there. */
export function parameter(call: ApiCall, name: string): string {
  const value = call.parameters[name]
  if (value === undefined) throw new Error(`the route has no :${name}`)
  return value
}
