import { errors } from 'undici'
import type { RefusalCode } from '../lib/refusal-codes.ts'
import { Refusal } from '../lib/refusal.ts'

/** Codes of undici and of Node's sockets that mean: the request was sent, and no answer came in time. */
const TOO_LATE = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

/** What came back was not a whole HTTP answer. */
const BROKEN = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
])

/** No connection, or one that ended before the head of an answer. */
const UNREACHABLE = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTPUBLIC',
])

/**
 * The refusal for a failed exchange. Before the head of the answer the codes differ by what a caller
 * may do next (`unreachable`: nothing was done unless the connection broke under way; `timeout`: it
 * may have been done); after it there is only one thing left to say.
 * Anything that is not a fault of the network is a fault of ours and is handed back as it is.
 */
export function wireFault(cause: unknown, headSeen: boolean): unknown {
  if (cause instanceof Refusal) return cause
  // The parser's error carries a code only for some of its cases, so its class decides.
  if (cause instanceof errors.HTTPParserError) return broken(cause.message, cause)
  const code = codeOf(cause)
  if (code === undefined) return cause
  const refusal = refusalCodeOf(code, headSeen)
  return refusal === undefined ? cause : new Refusal(refusal, { detail: code, cause })
}

function broken(detail: string, cause: unknown): Refusal {
  return new Refusal('upstream/broken-answer', { detail, cause })
}

function refusalCodeOf(code: string, headSeen: boolean): RefusalCode | undefined {
  if (BROKEN.has(code)) return 'upstream/broken-answer'
  if (TOO_LATE.has(code)) return headSeen ? 'upstream/broken-answer' : 'upstream/timeout'
  if (UNREACHABLE.has(code) || isTlsCode(code)) {
    return headSeen ? 'upstream/broken-answer' : 'upstream/unreachable'
  }
  // The caller's body ended before the length that it had announced.
  if (code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH') return 'request/malformed'
  return undefined
}

// OpenSSL's names for certificates that do not hold, and Node's own for a wrong name.
function isTlsCode(code: string): boolean {
  return /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO$)/.test(code)
}

function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined
  // Several addresses were tried in turn (Happy Eyeballs); the first failure names the kind.
  if (cause instanceof AggregateError && !('code' in cause)) return codeOf(cause.errors[0])
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
}
