import type { Principal } from '../identity/principal.ts'
import { globMatcher } from '../lib/glob.ts'
import { asks, type BuiltInRule } from './built-in-rule.ts'
import type { Call } from './call.ts'
import { isInAny } from './is-in-any.ts'
import { placeOf } from './place-of.ts'

/** In this order after the rules that deny resources. */
export const RULES_OF_GRANTS: readonly BuiltInRule[] = [
  asks(
    'resource-is-granted',
    {
      'no-own-limit': undefined,
      'within-own-limit': undefined,
      'outside-own-paths': 'call/outside-grant',
      'outside-own-places': 'call/outside-grant',
    },
    (is) =>
      (_, { situation: { call, principal } }) => {
        if (principal.resources === undefined && principal.places === undefined)
          return is['no-own-limit']
        if (!isGrantedPath(principal, call)) return is['outside-own-paths']
        return isGrantedPlace(principal, call) ? is['within-own-limit'] : is['outside-own-places']
      },
  ),
  asks(
    'caller-may-write',
    {
      'only-reads': undefined,
      'may-write': undefined,
      'credential-only-reads': 'call/read-only',
      'group-only-reads': 'call/read-only',
      'groups-unknown': 'call/read-only',
    },
    (is) =>
      ({ readOnly }, { onlyReads, situation: { principal, groups } }) => {
        if (onlyReads) return is['only-reads']
        if (principal.access !== 'write') return is['credential-only-reads']
        if (isInAny(readOnly, groups)) return is['group-only-reads']
        return isUnknown(principal) && readOnly.size > 0 ? is['groups-unknown'] : is['may-write']
      },
  ),
]

// With Basic passed through nobody here knows who calls, nor in which groups. What a bypass lets write is
// said by the bypass.
function isUnknown({ credential }: Principal): boolean {
  return credential.kind === 'basic'
}

// Characters; the products have no such paths, and a hundred globs go over every one.
const GRANTED_PATH_MAX = 4_096

const remembered = new WeakMap<readonly string[], readonly ((path: string) => boolean)[]>()

// Compared with the path as it is forwarded: another spelling of a granted path is not granted.
function isGrantedPath({ resources }: Principal, { path }: Call): boolean {
  if (resources === undefined) return true
  const globs = remembered.get(resources) ?? resources.map(globMatcher)
  remembered.set(resources, globs)
  return path.length <= GRANTED_PATH_MAX && globs.some((fits) => fits(path))
}

function isGrantedPlace({ places }: Principal, call: Call): boolean {
  if (places === undefined) return true
  const place = placeOf(call)
  return place !== undefined && places.includes(place)
}
