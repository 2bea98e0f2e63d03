import type { NoticeAnswer, NoticeClient, NoticeMessage } from '../audit/notices/notice-client.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { withDeadline } from './deadline.ts'
import { NOTICE_LIMITS, type NoticeLimits } from './limits.ts'
import { providerFault } from './provider-fault.ts'
import { providerUrl } from './provider-url.ts'
import { createPublicLookup, publicLookup, type Resolve } from './public-address.ts'
import { retryAfterSeconds } from './retry-after.ts'
import { webhookHeaders } from './webhook-headers.ts'
import { createWire } from './wire.ts'

export interface NoticeClientOptions {
  /** For development and the demo: http, and addresses of our own network. */
  readonly allowPrivateAddresses: boolean
  readonly clock: Clock
  readonly limits?: Partial<NoticeLimits>
  /** The system's resolver without it. */
  readonly resolve?: Resolve
}

/**
 * Posts notices, signed as Standard Webhooks has it. The address is one that an admin of a tenant chose:
 * only https and the public internet, nothing followed, bounded in time, and of the answer nothing is
 * read but its head.
 */
export function createNoticeClient(
  options: NoticeClientOptions,
): NoticeClient & { close(): Promise<void> } {
  const { allowPrivateAddresses, clock, resolve } = options
  const limits = { ...NOTICE_LIMITS, ...options.limits }
  const checked = resolve === undefined ? publicLookup : createPublicLookup(resolve)
  const wire = createWire(limits, allowPrivateAddresses ? undefined : checked)

  async function post(message: NoticeMessage, url: URL): Promise<NoticeAnswer> {
    const over = new AbortController()
    try {
      return await withDeadline(limits.exchangeMs, async (signal) => {
        const answer = await wire.send({
          origin: url.origin,
          method: 'POST',
          target: url.pathname + url.search,
          headers: headersOf(message, clock.now()),
          body: Buffer.from(message.body),
          signal: AbortSignal.any([signal, over.signal]),
        })
        const { status } = answer
        const wait = retryAfterSeconds(answer.header('retry-after'), clock)
        return { kind: 'answered', status, retryAfterSeconds: wait }
      })
    } finally {
      // What else the answer holds is of no use, and may never end.
      over.abort()
    }
  }

  return {
    async post(message) {
      let host = '(no host)'
      try {
        const url = providerUrl(message.url.reveal(), allowPrivateAddresses)
        host = url.host
        return await post(message, url)
      } catch (cause) {
        const fault = providerFault(host, cause)
        if (!(fault instanceof Refusal)) throw fault
        return { kind: 'failed', reason: `no answer: ${fault.detail ?? fault.code}` }
      }
    },
    close: () => wire.close(),
  }
}

function headersOf(message: NoticeMessage, now: number): Record<string, string> {
  return { 'content-type': 'application/json', ...webhookHeaders(message, now) }
}
