import { isSameValue } from '../../../lib/same-value.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { ResourceRule } from '../../../policy/resource-rule.ts'
import { starterSets, type StarterSet } from '../../../policy/starter-sets.ts'
import type { Product } from '../../../tenants/tenant.ts'

interface StarterCard {
  readonly name: string
  readonly says: string
  readonly addAction: string
  readonly isThere: boolean
}

export interface StarterSetsModel {
  /** Where there is no rule yet, trying one set after the other would only be in the way. */
  readonly canTry: boolean
  readonly sets: readonly StarterCard[]
}

/** @param actions path that the id of a set is added to */
export function presentStarterSets(
  { resources }: PolicyDocument,
  product: Product,
  actions: string,
): StarterSetsModel {
  const there = new Set(resources.map(({ id }) => id))
  return {
    canTry: resources.length > 0,
    sets: starterSets(product).map(({ id, name, says, rules }) => ({
      name,
      says,
      addAction: `${actions}/${id}/add`,
      isThere: rules.every((rule) => there.has(rule.id)),
    })),
  }
}

/** What adding a set changes: rules whose ids are new come last, and none that is there is touched. */
export interface AddedSet {
  readonly resources: readonly ResourceRule[]
  readonly added: readonly ResourceRule[]
  /** There under the same id, with other content. */
  readonly kept: readonly ResourceRule[]
}

export function withStarterSet(
  resources: readonly ResourceRule[],
  { rules }: StarterSet,
): AddedSet {
  const byId = new Map(resources.map((rule) => [rule.id, rule]))
  const added = rules.filter(({ id }) => !byId.has(id))
  const kept = rules.flatMap((rule) => {
    const there = byId.get(rule.id)
    return there === undefined || isSameValue(there, rule) ? [] : [there]
  })
  return { resources: [...resources, ...added], added, kept }
}

/** What is told when a set was added. */
export function addedWords({ name }: StarterSet, { added, kept }: AddedSet): string {
  const rules = added.length === 1 ? '1 rule' : `${String(added.length)} rules`
  const what =
    added.length === 0
      ? `All of “${name}” was there already.`
      : `“${name}” is added: ${rules}. It holds from the next call on.`
  if (kept.length === 0) return what
  const names = kept.map((rule) => `“${rule.name}”`).join(', ')
  return `${what} Kept as you have it, though the set has it otherwise: ${names}.`
}
