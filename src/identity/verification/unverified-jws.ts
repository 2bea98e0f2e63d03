import { isDeeperThan } from '../../lib/json-depth.ts'
import { parseSingleJson } from '../../lib/single-json.ts'
import { claimAt } from './claim-at.ts'
import { shown } from './shown.ts'
import type { Claims } from './token-findings.ts'

/** A compact JWS (RFC 7515 §7.1) whose signature nobody has checked yet; its payload may be anything. */
export interface CompactJws {
  readonly header: Claims
  readonly alg: string
  readonly kid: string | undefined
  readonly payload: Uint8Array
}

/** A compact JWS whose payload are claims (RFC 7519 §3), nothing of it believed yet. */
export interface UnverifiedJws extends CompactJws {
  readonly claims: Claims
}

/** What could be read of a text, and what kept the rest from being read. */
export type JwsReading<T> =
  | { readonly kind: 'read'; readonly jws: T }
  | { readonly kind: 'unreadable'; readonly says: string; readonly header?: Claims }

const TEXT_LENGTH_MAX = 16 * 1024
const KID_LENGTH_MAX = 256
const DEPTH_MAX = 32
const THREE_PARTS = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** Whether a text has the outer form of a JWT, so that it is nobody's opaque token. */
export function looksLikeJwt(text: string): boolean {
  return THREE_PARTS.test(text)
}

/** `iss` of a token, to find the provider that has to answer for it; not believed yet. */
export function issuerIn(text: string): string | undefined {
  const issuer = claimAt(readJws(text)?.claims ?? {}, 'iss')
  return typeof issuer === 'string' ? issuer : undefined
}

/** `sub` of a token, to know whether it is meant for us; not believed yet. */
export function subjectNamed(text: string): string | undefined {
  const subject = claimAt(readJws(text)?.claims ?? {}, 'sub')
  return typeof subject === 'string' ? subject : undefined
}

/** The token taken apart; `undefined` for anything but a JWT in compact form without extensions. */
export function readJws(text: string): UnverifiedJws | undefined {
  const reading = parseJws(text)
  return reading.kind === 'read' ? reading.jws : undefined
}

/** Like `readJws`, with the reason when it is none. */
export function parseJws(text: string): JwsReading<UnverifiedJws> {
  const reading = parseCompact(text)
  if (reading.kind === 'unreadable') return reading
  const { jws } = reading
  const claims = objectIn(jws.payload)
  if (claims === undefined) return unreadable(`The payload ${NO_OBJECT}.`, jws.header)
  return { kind: 'read', jws: { ...jws, claims } }
}

/**
 * Takes a compact JWS apart, whatever its payload. One token has one spelling here: canonical
 * base64url without padding (RFC 7515 §2), no repeated names. Members of the header that bring a key
 * or an address of one (`jwk`, `jku`, `x5c`, `x5u`) are not looked at by anybody.
 */
export function parseCompact(text: string): JwsReading<CompactJws> {
  if (text.length > TEXT_LENGTH_MAX) {
    return unreadable(`The token is longer than ${TEXT_LENGTH_MAX} characters.`)
  }
  const parts = text.split('.')
  if (parts.length !== 3) {
    return unreadable(`A signed JWT has three parts joined by dots; this has ${parts.length}.`)
  }
  const [head, payload, signature] = parts.map(bytesOf)
  if (head === undefined || payload === undefined || signature === undefined) {
    return unreadable('A part is not base64url in its one canonical form, without padding.')
  }
  const header = objectIn(head)
  if (header === undefined) return unreadable(`The header ${NO_OBJECT}.`)
  if (signature.length === 0) return unreadable('The signature is empty.', header)
  return readHeader(header, payload)
}

const NO_OBJECT = `is not a JSON object in UTF-8 with distinct names, at most ${DEPTH_MAX} levels deep`

function readHeader(header: Claims, payload: Uint8Array): JwsReading<CompactJws> {
  // RFC 7515 §4.1.11: `crit` names extensions that have to be understood, and none is. `b64`
  // (RFC 7797) would sign another text than the one that is read.
  for (const extension of ['crit', 'b64']) {
    if (Object.hasOwn(header, extension)) {
      return unreadable(`The header has \`${extension}\`; extensions are not supported.`, header)
    }
  }
  const alg = claimAt(header, 'alg')
  if (typeof alg !== 'string') {
    return unreadable(`\`alg\` of the header is ${shown(alg)}; it has to be text.`, header)
  }
  const kid = claimAt(header, 'kid')
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > KID_LENGTH_MAX)) {
    const wanted = `it has to be text of at most ${KID_LENGTH_MAX} characters`
    return unreadable(`\`kid\` of the header is ${shown(kid)}; ${wanted}.`, header)
  }
  return { kind: 'read', jws: { header, alg, kid, payload } }
}

function unreadable(says: string, header?: Claims): JwsReading<never> {
  return { kind: 'unreadable', says, ...(header === undefined ? {} : { header }) }
}

function bytesOf(part: string): Uint8Array | undefined {
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : undefined
}

function objectIn(bytes: Uint8Array): Claims | undefined {
  const text = textIn(bytes)
  const object = text === undefined ? undefined : parseSingleJson(text)
  if (object === undefined || isDeeperThan(DEPTH_MAX, object)) return undefined
  return object as Claims // JSON gives objects no names but strings.
}

function textIn(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined // Not UTF-8: no other reader would see the text that we see.
  }
}
