import { Refusal } from '../lib/refusal.ts'
import type { QuotaSignals } from '../policy/budget/quota-signals.ts'
import type { Call } from '../policy/call.ts'
import type { Clock } from '../lib/clock.ts'
import type { SiteClient } from './site-client.ts'
import type { SiteAnswer, SiteRequest } from './site-request.ts'

type CountedCall = Pick<Call, 'product' | 'method' | 'path'>

/** Who keeps the books about the product's limits. */
export interface QuotaBook {
  note(tenantId: string, call: CountedCall, signals: QuotaSignals): void
  pauseOf(tenantId: string, call: CountedCall): { readonly until: number } | undefined
}

/**
 * The way to the product, with what its answers say of its limits written down, and nothing sent that it
 * asked us to hold back: our own questions (who is an administrator, which groups) are paid from the same
 * quota as the callers' calls. Calls with a credential of the product's own are no part of it.
 */
export function withQuota(siteClient: SiteClient, book: QuotaBook, clock: Clock): SiteClient {
  // Without a step of its own for the calls that nothing holds back, which are nearly all.
  function send(request: SiteRequest): Promise<SiteAnswer> {
    const { tenant, method, path, actsAs } = request
    const isOwn = actsAs.kind === 'caller' || actsAs.kind === 'anonymous'
    // Data Center counts each user's calls, and what one has spent is nobody else's.
    if (isOwn || tenant.dataCenter !== undefined) return siteClient.send(request)
    const call = { product: tenant.product, method, path }
    const pause = book.pauseOf(tenant.id, call)
    if (pause !== undefined) return Promise.reject(heldBack(pause.until, clock))
    return siteClient.send(request).then((answer) => {
      if (answer.quota !== undefined) book.note(tenant.id, call, answer.quota)
      return answer
    })
  }
  return { ...siteClient, send }
}

function heldBack(until: number, clock: Clock): Refusal {
  const retryAfterSeconds = Math.max(1, Math.ceil((until - clock.now()) / 1000))
  return new Refusal('upstream/busy', { detail: 'the product asked to pause', retryAfterSeconds })
}
