import { isSameValue } from '../lib/same-value.ts'
import type { Bypass } from './bypass.ts'
import { callsOf, listed } from './caller-words.ts'
import { gains, loses, sideBySide, type Effect } from './impact-effect.ts'
import type { PolicyDocument } from './policy-document.ts'

/** Which calls may go past the rules that might not, and the other way round. */
export function impactOfBypasses(before: PolicyDocument, after: PolicyDocument): Effect[] {
  return sideBySide(before.bypasses, after.bypasses).flatMap(({ then, now }) => {
    const isOpen = { then: then?.enabled === true, now: now?.enabled === true }
    if (then !== undefined && now !== undefined && isOpen.then && isOpen.now) {
      return isSameWay(then, now) ? [] : [...ended(then, 'is changed'), ...begun(now, 'is changed')]
    }
    return [
      ...(then !== undefined && isOpen.then
        ? ended(then, now === undefined ? 'is removed' : 'is switched off')
        : []),
      ...(now !== undefined && isOpen.now
        ? begun(now, then === undefined ? 'is added' : 'is switched on')
        : []),
    ]
  })
}

function ended(bypass: Bypass, why: string): Effect[] {
  return [loses(`${callers(bypass)}: the bypass “${bypass.name}” ${why}.`)]
}

function begun(bypass: Bypass, why: string): Effect[] {
  const until = `until ${bypass.expiresAt}`
  return [gains(`${callers(bypass)}, past the rules ${until}: the bypass “${bypass.name}” ${why}.`)]
}

function callers(bypass: Bypass): string {
  const from = listed(bypass.networks)
  return `Callers from ${from} with the product’s own credentials, for ${callsOf(bypass)}`
}

function isSameWay(one: Bypass, other: Bypass): boolean {
  const way = ({ methods, path, networks, expiresAt }: Bypass) => ({
    methods,
    path,
    networks,
    expiresAt,
  })
  return isSameValue(way(one), way(other))
}
