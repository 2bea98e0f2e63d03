import type { IncomingHttpHeaders } from 'node:http'
import type { CrowdClient } from './crowd-client.ts'
import type { HttpSessions } from './http-sessions.ts'
import type { ProductFaults } from './product-faults.ts'
import type { ProductSettings } from './product-settings.ts'
import type { RateLimiter } from './rate-limiter.ts'
import type { XsrfVerdict } from './xsrf-filter.ts'

/** A request as it came in, and what became of it. */
export interface ProductRequest {
  readonly method: string
  /** As received, nothing decoded. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn, so that repeated headers can be told from one. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  /** Whom it was served as; undefined for nobody. */
  user: string | undefined
  /** The product's own session that it ran in. */
  sessionId: string | undefined
  xsrf: XsrfVerdict | undefined
  status: number | undefined
}

/** All of one product but its resources. */
export interface ProductState {
  readonly now: () => number
  /** Empty at the root of the host. */
  readonly contextPath: string
  readonly settings: ProductSettings
  readonly faults: ProductFaults
  readonly crowd: CrowdClient
  readonly sessions: HttpSessions
  readonly limiter: RateLimiter
  /** Users by their personal access tokens. */
  readonly accessTokens: Map<string, string>
  readonly requests: ProductRequest[]
}
