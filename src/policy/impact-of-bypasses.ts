import { isSameValue } from '../lib/same-value.ts'
import type { Bypass } from './bypass.ts'
import { callsOf, listed } from './caller-words.ts'
import { gains, loses, sideBySide, type Effect } from './impact-effect.ts'
import type { PolicyDocument } from './policy-document.ts'

/** Which calls may go past the rules that might not, and the other way round. */
export function impactOfBypasses(
  before: Pick<PolicyDocument, 'bypasses'>,
  after: Pick<PolicyDocument, 'bypasses'>,
): Effect[] {
  return sideBySide(before.bypasses, after.bypasses).flatMap(({ then, now }) => {
    const isOpen = { then: then?.enabled === true, now: now?.enabled === true }
    if (then !== undefined && now !== undefined && isOpen.then && isOpen.now) {
      return changed(then, now)
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

function changed(then: Bypass, now: Bypass): Effect[] {
  if (!isSameWay(then, now)) return [...ended(then, 'is changed'), ...begun(now, 'is changed')]
  const later = Date.parse(now.expiresAt) - Date.parse(then.expiresAt)
  if (later === 0) return []
  const until = `until ${now.expiresAt} instead of ${then.expiresAt}`
  return later > 0
    ? [gains(`${callers(now)}, past the rules ${until}: the bypass “${now.name}” ends later.`)]
    : [
        loses(
          `${callers(now)}, past the rules only ${until}: the bypass “${now.name}” ends earlier.`,
        ),
      ]
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

/** Whether the same calls go past the rules, however long. */
function isSameWay(one: Bypass, other: Bypass): boolean {
  const way = ({ methods, path, networks }: Bypass) => ({ methods, path, networks })
  return isSameValue(way(one), way(other))
}
