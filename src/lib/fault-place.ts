import type { Fault } from './fault.ts'

/** Members and positions, from the whole down to a part. */
type Place = readonly PropertyKey[]

/** A fault that can be found again, whatever the names on the way to it are. */
export function faultAt(place: Place, says: string): Fault {
  const path = place.map(String).join('.')
  const pointer = pointerTo(place)
  return pointer === pointerOf({ path }) ? { path, says } : { path, pointer, says }
}

/** JSON Pointer (RFC 6901) to what is wrong: `/resources/3/path`; empty for the whole. */
export function pointerOf({ path, pointer }: Pick<Fault, 'path' | 'pointer'>): string {
  return pointer ?? pointerTo(path === '' ? [] : path.split('.'))
}

export function placeOf(fault: Pick<Fault, 'path' | 'pointer'>): string[] {
  const [, ...tokens] = pointerOf(fault).split('/')
  // In this order (RFC 6901 §4): `~01` is the name `~1`, and no slash.
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** JSON Pointer (RFC 6901) to a place. */
export function pointerTo(place: Place): string {
  const tokens = place.map((each) => String(each).replaceAll('~', '~0').replaceAll('/', '~1'))
  return tokens.map((token) => `/${token}`).join('')
}
