import { namesOf } from './caller-words.ts'
import { impactOfAccess } from './impact-of-access.ts'
import { impactOfBudget } from './impact-of-budget.ts'
import { impactOfBypasses } from './impact-of-bypasses.ts'
import { impactOfDestructive } from './impact-of-destructive.ts'
import { impactOfGroups } from './impact-of-groups.ts'
import { impactOfLimits } from './impact-of-limits.ts'
import { impactOfNetworks } from './impact-of-networks.ts'
import { impactOfProviders } from './impact-of-providers.ts'
import { impactOfResources } from './impact-of-resources.ts'
import { impactOfRetention } from './impact-of-retention.ts'
import { impactOfSwitches } from './impact-of-switches.ts'
import type { PolicyDocument } from './policy-document.ts'

/** Who can do less and who can do more after a change, each as a sentence for an admin. */
export interface PolicyImpact {
  readonly loses: readonly string[]
  readonly gains: readonly string[]
}

/**
 * What a change means for callers, told before it is made. A change whose effect depends on what callers
 * will bring is told on both sides: nobody is to be surprised by what was left out here.
 */
export function impactOf(before: PolicyDocument, after: PolicyDocument): PolicyImpact {
  const nameOf = namesOf(before, after)
  const effects = [
    ...impactOfSwitches(before, after),
    ...impactOfNetworks(before, after),
    ...impactOfAccess(before, after, nameOf),
    ...impactOfGroups(before, after, nameOf),
    ...impactOfResources(before, after, nameOf),
    ...impactOfProviders(before, after),
    ...impactOfBypasses(before, after),
    ...impactOfLimits(before, after, nameOf),
    ...impactOfDestructive(before, after),
    ...impactOfBudget(before, after, nameOf),
    ...impactOfRetention(before, after),
  ]
  const ofWay = (way: 'loses' | 'gains') =>
    effects.filter((each) => each.way === way).map(({ says }) => says)
  return { loses: ofWay('loses'), gains: ofWay('gains') }
}
