import type { NameOf } from './caller-words.ts'
import { gains, listChanges, loses, type Effect } from './impact-effect.ts'
import type { BudgetRules } from './limit-rule.ts'
import type { PolicyDocument } from './policy-document.ts'

/** Who has less and who has more of what the product grants, when little is left. */
export function impactOfBudget(
  { limits: { budget: before } }: PolicyDocument,
  { limits: { budget: after } }: PolicyDocument,
  nameOf: NameOf,
): Effect[] {
  if (before === undefined) return after === undefined ? [] : begun(after, nameOf)
  if (after === undefined) return ended()
  return [
    ...ofReserve(before.reservePercent, after.reservePercent),
    ...ofPriority(before.lowPriority, after.lowPriority, nameOf),
    ...ofWeights(before, after, nameOf),
  ]
}

function begun(rules: BudgetRules, nameOf: NameOf): Effect[] {
  const { reservePercent, lowPriority } = rules
  return [
    ...ofReserve(0, reservePercent),
    ...ofPriority([], lowPriority, nameOf),
    ...ofWeights({ ...rules, weights: [] }, rules, nameOf),
  ]
}

function ended(): Effect[] {
  return [
    loses(
      'Callers that come late in an hour: nothing of the product’s quota is kept back for them any more.',
    ),
    gains('Callers that call a lot: they may use up all that the product grants.'),
  ]
}

function ofReserve(was: number, is: number): Effect[] {
  const last = `the last ${String(is)} % of the product’s quota`
  if (is > was) {
    return [
      loses(
        `Callers that call a lot: in ${last} each has its share only, and is refused beyond it.`,
      ),
      gains(`Callers that come late in an hour: ${last} is shared out.`),
    ]
  }
  if (is === was) return []
  const less = is === 0 ? 'nothing' : `only ${last}`
  return [
    loses(`Callers that come late in an hour: ${less} is kept back for them.`),
    gains(`Callers that call a lot: ${less} is kept back from them.`),
  ]
}

function ofPriority(was: readonly string[], is: readonly string[], nameOf: NameOf): Effect[] {
  const { added, removed } = listChanges(was, is)
  return [
    ...added.map((id) =>
      loses(
        `Members of ${nameOf('groups', id)}: they give way to others, slowed down and then refused when little is left of the product’s quota.`,
      ),
    ),
    ...removed.map((id) =>
      gains(`Members of ${nameOf('groups', id)}: they give way to nobody any more.`),
    ),
  ]
}

// Whoever has more shares takes them from everybody else's.
function ofWeights(before: BudgetRules, after: BudgetRules, nameOf: NameOf): Effect[] {
  const groups = new Set([...before.weights, ...after.weights].map(({ group }) => group))
  return [...groups].flatMap((group) => {
    const [was, is] = [sharesOf(before, group), sharesOf(after, group)]
    if (was === is) return []
    const name = nameOf('groups', group)
    const shares = `${String(is)} ${is === 1 ? 'share' : 'shares'} instead of ${String(was)}`
    const own = `Members of ${name}: each has ${shares} when little is left of the product’s quota.`
    const others = `Everybody but members of ${name}: these have ${shares} when little is left of the product’s quota.`
    return is > was ? [loses(others), gains(own)] : [loses(own), gains(others)]
  })
}

function sharesOf({ weights }: BudgetRules, group: string): number {
  return weights.find((each) => each.group === group)?.weight ?? 1
}
