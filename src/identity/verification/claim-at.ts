import type { ClaimPath } from '../providers/provider.ts'
import type { Claims } from './token-findings.ts'

const ARRAY_INDEX = /^(?:0|[1-9]\d{0,8})$/
const COMPOUND = /^\/|\./
const BAD_ESCAPE = /~(?![01])/

/**
 * The value at a path of the claims, `undefined` where there is none. Only what the token itself
 * says is found: never a member that JavaScript gives to every object, such as `constructor`, nor
 * the `length` of an array. Elements of arrays are named by their position (RFC 6901 §4).
 */
export function claimAt(claims: Claims, path: ClaimPath): unknown {
  // Most paths are a name and nothing else, and every call with a token asks for one.
  if (!COMPOUND.test(path)) return memberOf(claims, path)
  const names = namesOf(path)
  if (names === undefined) return undefined
  let value: unknown = claims
  for (const name of names) value = memberOf(value, name)
  return value
}

function namesOf(path: ClaimPath): readonly string[] | undefined {
  if (!path.startsWith('/')) return path.split('.')
  if (BAD_ESCAPE.test(path)) return undefined
  // In this order, or `~01` would become `/` (RFC 6901 §4).
  const unescape = (name: string) => name.replaceAll('~1', '/').replaceAll('~0', '~')
  return path.slice(1).split('/').map(unescape)
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value) && !ARRAY_INDEX.test(name)) return undefined
  if (!Object.hasOwn(value, name)) return undefined
  return (value as Claims)[name] // Own members of what JSON gave have values, and no accessors.
}
