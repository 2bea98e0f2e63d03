import type { LimitRules } from '../../src/policy/limit-rule.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'

/** Documents that differ from others in few places, for comparing. */

/**
 * A document part by part: the same, in another order, with a member of another document's, or the
 * other's. Whether its parts fit together is not looked at.
 * @param ways one for each part
 * @param turn by how many places lists are turned, and which entry is tweaked
 */
export function anotherDocument(
  before: PolicyDocument,
  other: PolicyDocument,
  ways: readonly string[],
  turn: number,
): PolicyDocument {
  const next = [...ways]
  const part = <T>(own: T, others: T): T => {
    const way = next.shift()
    if (way === 'other') return others
    return way === 'tweaked' && !Array.isArray(own) ? { ...own, ...others } : own
  }
  const list = <T extends { readonly id: string }>(own: readonly T[], others: readonly T[]) => {
    const way = next.shift()
    if (way === 'other') return others
    if (way === 'shuffled') return turned(own, turn)
    return way === 'tweaked' ? tweaked(own, others, turn) : own
  }
  return {
    format: 2,
    switches: part(before.switches, other.switches),
    providers: list(before.providers, other.providers),
    groups: list(before.groups, other.groups),
    access: part(before.access, other.access),
    networks: part(before.networks, other.networks),
    resources: list(before.resources, other.resources),
    bypasses: list(before.bypasses, other.bypasses),
    tokens: part(before.tokens, other.tokens),
    limits: {
      rules: list(before.limits.rules, other.limits.rules),
      readsWhenBroken: turn === 3 ? other.limits.readsWhenBroken : before.limits.readsWhenBroken,
      ...shared(turn === 2 ? other.limits : before.limits),
    },
    retention: turn === 1 ? other.retention : before.retention,
  }
}

/** The same document with all lists sorted whose order has no meaning. */
export function inOrder(document: PolicyDocument): PolicyDocument {
  const sorted = <T extends { readonly id: string }>(list: readonly T[]) =>
    list.toSorted((one, other) => one.id.localeCompare(other.id))
  return {
    ...document,
    providers: sorted(document.providers),
    groups: sorted(document.groups),
    bypasses: sorted(document.bypasses),
    limits: { ...document.limits, rules: sorted(document.limits.rules) },
  }
}

function turned<T>(list: readonly T[], by: number): readonly T[] {
  const at = list.length === 0 ? 0 : by % list.length
  return [...list.slice(at), ...list.slice(0, at)]
}

/** One entry has one member of another's. */
function tweaked<T extends { readonly id: string }>(
  own: readonly T[],
  others: readonly T[],
  turn: number,
): readonly T[] {
  const at = own.length === 0 ? 0 : turn % own.length
  const [first] = others
  const members = Object.entries(first ?? {}).filter(([name]) => name !== 'id')
  const [member] = turned(members, turn)
  if (member === undefined) return own
  return own.map((each, index) =>
    index === at ? { ...each, ...Object.fromEntries([member]) } : each,
  )
}

function shared({ destructive, budget }: LimitRules): Pick<LimitRules, 'destructive' | 'budget'> {
  return {
    ...(destructive === undefined ? {} : { destructive }),
    ...(budget === undefined ? {} : { budget }),
  }
}
