import { isUtf8 } from 'node:buffer'
import type { Clock } from '../lib/clock.ts'
import { isDeeperThan } from '../lib/json-depth.ts'
import { parseSingleJson } from '../lib/single-json.ts'
import type { CrowdAccess } from '../tenants/data-center-site.ts'
import type { CrowdBase } from './crowd-base.ts'
import { crowdAppRefused, crowdUnavailable } from './crowd-fault.ts'
import { retryAfterSeconds } from './retry-after.ts'
import type { Wire, WireAnswer } from './wire.ts'

/** One request to a Crowd. */
export interface CrowdRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below the REST resources, with its query; whatever is not ours in it is encoded by now. */
  readonly target: string
  /** Sent as JSON. */
  readonly body?: object
  readonly bytesMax: number
}

/** What Crowd says: a value, that it is done, or that there is no such thing (its 404). */
export type CrowdAnswer =
  | { readonly kind: 'value'; readonly value: object }
  | { readonly kind: 'done' }
  | { readonly kind: 'none' }

/** Whom is asked, and as whom. */
export interface Asked {
  readonly wire: Wire
  readonly clock: Clock
  readonly base: CrowdBase
  readonly access: CrowdAccess
}

/** No answer of Crowd nests like this; whoever walked a deeper one would run out of stack. */
const DEPTH_MAX = 32

/**
 * Asks, and reads the answer whole. Nothing is followed: a redirect would be asked with the password
 * of the application.
 * @throws Refusal `crowd/app-refused`, `crowd/unavailable`, or `upstream/*` from the wire
 */
export async function exchange(
  asked: Asked,
  request: CrowdRequest,
  signal: AbortSignal,
): Promise<CrowdAnswer> {
  const { host } = asked.base
  const over = new AbortController()
  try {
    const answer = await send(asked, request, AbortSignal.any([signal, over.signal]))
    refuseUnusable(host, answer, asked.clock)
    const bytes = await answer.body.read(request.bytesMax)
    if (answer.status === 404) return { kind: 'none' }
    if (answer.status === 204) return { kind: 'done' }
    return { kind: 'value', value: objectOf(bytes, host) }
  } finally {
    // An answer that nobody reads to its end would go on holding its place among the few.
    over.abort()
  }
}

function send(asked: Asked, request: CrowdRequest, signal: AbortSignal): Promise<WireAnswer> {
  const { wire, base, access } = asked
  const { method, target, body } = request
  return wire.send({
    origin: base.origin,
    method,
    target: base.path + target,
    headers: {
      accept: 'application/json',
      // Without it the server may choose (RFC 9110 §12.5.3), and a small answer could unpack to a large one.
      'accept-encoding': 'identity',
      'user-agent': 'gatehouse',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    authorization: `Basic ${basicOf(access)}`,
    ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
    signal,
  })
}

// Crowd's REST resources: the name and password are the application's, never a user's.
function basicOf({ application, password }: CrowdAccess): string {
  return Buffer.from(`${application}:${password.reveal()}`, 'utf8').toString('base64')
}

function refuseUnusable(host: string, answer: WireAnswer, clock: Clock): void {
  const { status } = answer
  if (status === 401 || status === 403) throw crowdAppRefused(host, status)
  if (status !== 200 && status !== 204 && status !== 404) {
    const isBusy = status === 429 || status === 503
    const seconds = isBusy ? retryAfterSeconds(answer.header('retry-after'), clock) : undefined
    throw crowdUnavailable(host, `it answered ${String(status)}`, seconds)
  }
  const encoding = answer.header('content-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw crowdUnavailable(host, 'it answered compressed, which nobody asked for')
  }
}

function objectOf(bytes: Buffer, host: string): object {
  // Bytes that are no text would be replaced by one and the same character, and two names become one.
  const value = isUtf8(bytes) ? parseSingleJson(bytes.toString('utf8')) : undefined
  if (value === undefined) throw crowdUnavailable(host, 'its answer is not one JSON object')
  if (isDeeperThan(DEPTH_MAX, value)) throw crowdUnavailable(host, 'its answer nests too deep')
  return value
}
