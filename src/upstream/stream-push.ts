import type { HttpsTarget } from '../audit/streams/audit-stream.ts'
import type { SendAnswer, StreamBatch } from '../audit/streams/stream-transport.ts'
import { withDeadline } from './deadline.ts'
import { providerUrl } from './provider-url.ts'
import { retryAfterSeconds } from './retry-after.ts'
import type { StreamRoom } from './stream-room.ts'
import { webhookHeaders } from './webhook-headers.ts'
import { createWire, type Wire } from './wire.ts'

/**
 * Posts a batch as lines of JSON, signed as Standard Webhooks has it. 2xx is taken, 410 wants no more, and
 * nothing is followed. Of the answer nothing is read but its head. Each batch has a connection of its own.
 */
export async function pushBatch(
  target: HttpsTarget,
  batch: StreamBatch,
  room: StreamRoom,
  signal: AbortSignal,
): Promise<SendAnswer> {
  const url = providerUrl(target.url.reveal(), room.allowPrivateAddresses)
  const wire = createWire(room.limits, room.lookup, target.ca)
  try {
    return await post(target, url, batch, wire, room, signal)
  } finally {
    // What else the answer holds is of no use, and may never end.
    await wire.close()
  }
}

function post(
  target: HttpsTarget,
  url: URL,
  { id, records }: StreamBatch,
  wire: Wire,
  { clock, limits }: StreamRoom,
  stopping: AbortSignal,
): Promise<SendAnswer> {
  const body = records.map(({ text }) => `${text}\n`).join('')
  return withDeadline(limits.exchangeMs, async (signal) => {
    const now = clock.now()
    const answer = await wire.send({
      origin: url.origin,
      method: 'POST',
      target: url.pathname + url.search,
      headers: {
        'content-type': 'application/x-ndjson',
        ...webhookHeaders({ id, body, secrets: secretsOf(target, now) }, now),
        ...ownHeader(target),
      },
      body: Buffer.from(body),
      signal: AbortSignal.any([signal, stopping]),
    })
    const { status } = answer
    const outcome = `the receiver answered ${String(status)}`
    if (status >= 200 && status < 300) return { kind: 'taken', outcome }
    if (status === 410) return { kind: 'gone', outcome }
    const wait = retryAfterSeconds(answer.header('retry-after'), clock)
    return { kind: 'failed', outcome, retryAfterSeconds: wait }
  })
}

function secretsOf({ secret, previous }: HttpsTarget, now: number) {
  const isKnown = previous !== undefined && now < previous.until
  return isKnown ? [secret, previous.secret] : [secret]
}

function ownHeader({ header }: HttpsTarget): Record<string, string> {
  return header === undefined ? {} : { [header.name]: header.value.reveal() }
}
