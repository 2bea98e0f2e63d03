import type { Fault } from './fault.ts'
import { HINTS, type Hint } from './hints.ts'
import { pointerOf } from './fault-place.ts'
import { Refusal, type PresentVersion } from './refusal.ts'
import { REFUSALS, type RefusalCode } from './refusal-codes.ts'

/** An RFC 9457 problem document; `code` is the stable part that programs match on. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: RefusalCode
  readonly requestId: string
  /** Extension member (RFC 9457 §3.2): what is wrong with each field of the caller's own input. */
  readonly faults?: readonly (Fault & { readonly pointer: string })[]
  /** Extension member: what is there instead of the version that was meant to be changed. */
  readonly current?: PresentVersion
  /** Extension member: what stands behind the product's refusal. */
  readonly hint?: { readonly code: Hint; readonly says: string }
}

const PROBLEM_CONTENT_TYPE = 'application/problem+json'

/** The refusal for whatever was thrown: a surprise becomes `gatehouse/internal`, its text unseen. */
export function asRefusal(thrown: unknown): Refusal {
  return thrown instanceof Refusal ? thrown : new Refusal('gatehouse/internal', { cause: thrown })
}

/** What the caller is told. Nothing of the private detail gets in here. */
export function problemOf(refusal: Refusal, requestId: string): Problem {
  const { status, title } = REFUSALS[refusal.code]
  return {
    type: `urn:gatehouse:refusal:${refusal.code}`,
    title,
    status,
    code: refusal.code,
    requestId,
    ...(refusal.faults === undefined ? {} : { faults: refusal.faults.map(withPointer) }),
    ...(refusal.current === undefined ? {} : { current: refusal.current }),
    ...(refusal.hint === undefined
      ? {}
      : { hint: { code: refusal.hint, says: HINTS[refusal.hint] } }),
  }
}

function withPointer(fault: Fault): Fault & { readonly pointer: string } {
  return { path: fault.path, pointer: pointerOf(fault), says: fault.says }
}

/**
 * Headers that belong to a refusal: RFC 6750 challenge on 401, `Retry-After` when known, `ETag` of what
 * is there instead on 412.
 */
export function problemHeaders(refusal: Refusal): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': PROBLEM_CONTENT_TYPE,
    'cache-control': 'no-store',
  }
  if (refusal.retryAfterSeconds !== undefined) {
    headers['retry-after'] = String(refusal.retryAfterSeconds)
  }
  if (refusal.current !== undefined) headers['etag'] = `"${refusal.current.version}"`
  const challenge = challengeOf(refusal.code)
  if (challenge !== undefined) headers['www-authenticate'] = challenge
  return headers
}

// RFC 6750 §3: a request without a credential gets the bare challenge, a bad one `invalid_token`.
function challengeOf(code: RefusalCode): string | undefined {
  if (REFUSALS[code].status !== 401) return undefined
  if (code === 'product/untrusted') return 'JWT realm="gatehouse"'
  if (code === 'credential/missing') return 'Bearer realm="gatehouse"'
  return 'Bearer realm="gatehouse", error="invalid_token"'
}
