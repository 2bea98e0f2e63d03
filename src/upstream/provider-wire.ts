import { isUtf8 } from 'node:buffer'
import type { Clock } from '../lib/clock.ts'
import { isDeeperThan } from '../lib/json-depth.ts'
import { parseSingleJson } from '../lib/single-json.ts'
import { providerFault, unavailable } from './provider-fault.ts'
import { retryAfterSeconds } from './retry-after.ts'
import type { Wire, WireAnswer } from './wire.ts'

/** One question to a provider. */
export interface ProviderRequest {
  readonly url: URL
  /** Sent as a form; absent for a GET. */
  readonly form?: URLSearchParams
  readonly headers?: Readonly<Record<string, string>>
  readonly bytesMax: number
  /** What certain statuses mean here, for the detail. */
  readonly meanings?: Readonly<Record<number, string>>
}

/**
 * No honest answer nests like this; whoever walked a deeper one later would run out of stack.
 */
const DEPTH_MAX = 32

/**
 * Asks, and reads the answer: status 200 and one JSON object, or a refusal. Nothing is followed: a
 * redirect would be an address that nobody checked, and could be asked with the client's secret.
 * @throws Refusal `provider/unavailable`
 */
export async function readObject(
  wire: Wire,
  clock: Clock,
  request: ProviderRequest,
  signal: AbortSignal,
): Promise<object> {
  const over = new AbortController()
  try {
    const answer = await send(wire, request, AbortSignal.any([signal, over.signal]))
    refuseUnusable(request, answer, clock)
    const bytes = await answer.body.read(request.bytesMax)
    return objectOf(bytes, request.url.host)
  } catch (cause) {
    throw providerFault(request.url.host, cause)
  } finally {
    // An answer that nobody reads to its end would go on holding its place among the few.
    over.abort()
  }
}

function send(wire: Wire, request: ProviderRequest, signal: AbortSignal): Promise<WireAnswer> {
  const { url, form, headers } = request
  return wire.send({
    origin: url.origin,
    method: form === undefined ? 'GET' : 'POST',
    target: url.pathname + url.search,
    headers: {
      accept: 'application/json',
      // Without it the server may choose (RFC 9110 §12.5.3), and a small answer could unpack to a large one.
      'accept-encoding': 'identity',
      'user-agent': 'gatehouse',
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    ...(form === undefined ? {} : { body: Buffer.from(form.toString()) }),
    signal,
  })
}

function refuseUnusable(
  { url, meanings }: ProviderRequest,
  answer: WireAnswer,
  clock: Clock,
): void {
  const { status } = answer
  if (status !== 200) {
    const meaning = meanings?.[status] ?? 'that is not an answer to use'
    const seconds = retryAfterSeconds(answer.header('retry-after'), clock)
    const isBusy = status === 429 || status === 503
    throw unavailable(
      url.host,
      `it answered ${String(status)}: ${meaning}`,
      isBusy ? seconds : undefined,
    )
  }
  const encoding = answer.header('content-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw unavailable(url.host, 'it answered compressed, which nobody asked for')
  }
}

function objectOf(bytes: Buffer, host: string): object {
  // Bytes that are no text would be replaced by one and the same character, and two names become one.
  const value = isUtf8(bytes) ? parseSingleJson(bytes.toString('utf8')) : undefined
  if (value === undefined) throw unavailable(host, 'its answer is not one JSON object')
  if (isDeeperThan(DEPTH_MAX, value)) throw unavailable(host, 'its answer nests too deep')
  return value
}
