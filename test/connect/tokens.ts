import { createHmac, createSign, type KeyObject } from 'node:crypto'
import { queryStringHash } from '../../src/lib/qsh.ts'

export type Members = Readonly<Record<string, unknown>>

/** A compact JWS of whatever members a test wants; text and bytes are signed as they are. */
export function mint(
  header: Members | string | Buffer,
  claims: Members | string | Buffer,
  sign: (input: string) => Buffer,
): string {
  return signed([header, claims].map(encode).join('.'), sign)
}

/** The input as given, with its signature. */
export function signed(input: string, sign: (input: string) => Buffer): string {
  return `${input}.${sign(input).toString('base64url')}`
}

export function hs256(secret: string): (input: string) => Buffer {
  return (input) => createHmac('sha256', secret).update(input).digest()
}

export function rs256(key: KeyObject): (input: string) => Buffer {
  return (input) => createSign('RSA-SHA256').update(input).sign(key)
}

/** `qsh` of a request to `path?query`, as the product computes it: below the app's base path. */
export function qshOf(method: string, target: string, basePath = '/jira'): string {
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  return queryStringHash(method, path.slice(basePath.length), query)
}

function encode(part: Members | string | Buffer): string {
  if (Buffer.isBuffer(part)) return part.toString('base64url')
  const text = typeof part === 'string' ? part : JSON.stringify(part)
  return Buffer.from(text, 'utf8').toString('base64url')
}
