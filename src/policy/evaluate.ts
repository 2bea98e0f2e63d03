import type { Principal } from '../identity/principal.ts'
import { matchesGlob } from '../lib/glob.ts'
import type { Call } from './call.ts'
import type { Decision, RuleFinding } from './decision.ts'
import { isRead, isServed } from './resources.ts'

/**
 * May this principal make this call? Pure, and the same function for every way in. Denies unless a
 * rule allows: the last line is a refusal, so a case that nobody thought of is not served.
 */
export function evaluate(principal: Principal, call: Call): Decision {
  const findings: RuleFinding[] = []
  const look = (rule: string, matched: boolean) => {
    findings.push({ rule, matched })
    return matched
  }

  if (look('token-only-manages', principal.access === 'manage')) {
    return { effect: 'deny', rule: 'token-only-manages', code: 'call/manage-only', findings }
  }
  if (!look('resource-is-served', isServed(call))) {
    return { effect: 'deny', rule: 'resource-is-served', code: 'call/unknown-resource', findings }
  }
  if (!look('resource-is-granted', isGranted(principal, call))) {
    return { effect: 'deny', rule: 'resource-is-granted', code: 'call/outside-grant', findings }
  }
  if (look('call-only-reads', isRead(call))) {
    return { effect: 'allow', rule: 'call-only-reads', findings }
  }
  if (look('token-may-write', principal.access === 'write')) {
    return { effect: 'allow', rule: 'token-may-write', findings }
  }
  return { effect: 'deny', rule: 'token-may-write', code: 'call/read-only', findings }
}

// Characters; the products have no such paths, and a hundred globs go over every one.
const GRANTED_PATH_MAX = 4_096

// Compared with the path as it is forwarded: another spelling of a granted path is not granted.
function isGranted({ resources }: Principal, { path }: Call): boolean {
  if (resources === undefined) return true
  return path.length <= GRANTED_PATH_MAX && resources.some((glob) => matchesGlob(glob, path))
}
