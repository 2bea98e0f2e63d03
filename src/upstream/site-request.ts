import type { Readable } from 'node:stream'
import type { QuotaSignals } from '../policy/budget/quota-signals.ts'
import type { Call } from '../policy/call.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { ActsAs } from '../identity/principal.ts'
import type { Hint } from '../lib/hints.ts'
import type { StopSignal } from '../lib/stop-signal.ts'
import type { AnswerBody } from './answer-body.ts'

/** A call, decided and recorded, on its way to one tenant's product. */
export interface SiteRequest extends Pick<Call, 'method' | 'path' | 'query'> {
  readonly tenant: Tenant
  readonly actsAs: ActsAs
  /** Version of the rules that it was decided by; a session at a Data Center product is of one. */
  readonly policyVersion?: number | undefined
  /** The smallest scope that the call needs; used when acting as a user. */
  readonly needs: 'READ' | 'WRITE' | 'DELETE'
  /** Name, value, name, value, with lower-case names; what the product may know of the caller. Never a credential. */
  readonly headers: readonly string[]
  /** A `Readable` goes out at the product's pace; its length, when known, is among the headers. */
  readonly body?: Readable | Buffer
  /** Whether a redirect to another origin is fetched for the caller or handed to it. */
  readonly redirects: 'follow' | 'manual'
  readonly signal?: StopSignal
}

/** What came back; the body is still under way. */
export interface SiteAnswer {
  readonly status: number
  readonly rawHeaders: readonly string[]
  readonly body: AnswerBody
  /** What the product itself answered: differs from `status` after a redirect. */
  readonly productStatus: number
  /** `atl-traceid`, for asking Atlassian's support about this call. */
  readonly traceId: string | undefined
  readonly hint: Hint | undefined
  /** That the product is to take the operation away, in its own words. */
  readonly deprecation: string | undefined
  /** What the product says of its limits; a file that was fetched from elsewhere has the product's all the same. */
  readonly quota?: QuotaSignals | undefined
}
