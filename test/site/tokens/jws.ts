import { createHmac, createSign, createVerify, timingSafeEqual } from 'node:crypto'
import type { KeyLike } from 'node:crypto'

/** Members of a token's header or body. */
export type Members = Readonly<Record<string, unknown>>

/** A token taken apart, nothing verified yet. */
export interface ReadToken {
  readonly header: Members
  readonly claims: Members
  readonly signingInput: string
  readonly signature: Buffer
}

const hashes: Readonly<Record<string, string>> = {
  '256': 'sha256',
  '384': 'sha384',
  '512': 'sha512',
}

function segment(value: unknown): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url')
}

function signatureOf(alg: string, input: string, key: KeyLike): string {
  const hash = hashes[alg.slice(2)]
  if (alg.startsWith('HS') && hash !== undefined) {
    return createHmac(hash, key).update(input).digest('base64url')
  }
  if (alg.startsWith('RS') && hash !== undefined) {
    return createSign(hash).update(input).sign(key, 'base64url')
  }
  return ''
}

/** Signs whatever it is told to, with any algorithm: negative tests need tokens nobody should accept. */
export function signJws(header: Members, claims: Members, key: KeyLike, alg: string): string {
  const input = `${segment(header)}.${segment(claims)}`
  return `${input}.${signatureOf(alg, input, key)}`
}

function readMembers(text: string): Members | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return { ...value }
  } catch {
    return undefined
  }
}

/** Takes a compact JWS apart, or answers undefined when it is not one. */
export function readJws(token: string): ReadToken | undefined {
  const [head, body, tail, ...more] = token.split('.')
  if (head === undefined || body === undefined || tail === undefined || more.length > 0)
    return undefined
  const header = readMembers(head)
  const claims = readMembers(body)
  if (header === undefined || claims === undefined || !/^[A-Za-z0-9_-]*$/.test(tail))
    return undefined
  return {
    header,
    claims,
    signingInput: `${head}.${body}`,
    signature: Buffer.from(tail, 'base64url'),
  }
}

/** Whether the token says HS256 and was signed with this secret; any other algorithm fails. */
export function isSignedHs256(token: ReadToken, secret: string): boolean {
  if (token.header['alg'] !== 'HS256') return false
  const expected = createHmac('sha256', secret).update(token.signingInput).digest()
  return expected.length === token.signature.length && timingSafeEqual(expected, token.signature)
}

/** Whether the token says RS256 and was signed by the owner of this public key. */
export function isSignedRs256(token: ReadToken, publicKey: KeyLike): boolean {
  if (token.header['alg'] !== 'RS256') return false
  return createVerify('sha256').update(token.signingInput).verify(publicKey, token.signature)
}
