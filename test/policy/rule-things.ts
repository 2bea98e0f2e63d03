import type { Decision } from '../../src/policy/decision.ts'
import { evaluate } from '../../src/policy/evaluate.ts'
import type { Group } from '../../src/policy/group.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'
import type { Situation } from '../../src/policy/situation.ts'
import { compilePolicy, type Snapshot } from '../../src/policy/snapshot.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import type { Product } from '../../src/tenants/tenant.ts'
import { aDocument } from './policy-things.ts'
import { aSituation } from './situation-things.ts'

/** Allows all that is served; a test names what its rule does otherwise. */
export function aRule(given: Partial<ResourceRule> = {}): ResourceRule {
  return { ...EVERYTHING, ...given }
}

export function aDenial(given: Partial<ResourceRule> = {}): ResourceRule {
  return aRule({ id: 'no', effect: 'deny', ...given })
}

/** Of the product's group with the same id, and of the company's tokens that claim it. */
export function aGroup(id: string, given: Partial<Group> = {}): Group {
  const sources = [
    { from: 'product', groupId: id, name: id } as const,
    { from: 'provider', provider: 'company', value: id } as const,
  ]
  return { id, name: id, sources, ...given }
}

export function aSnapshot(
  given: Partial<PolicyDocument> = {},
  product: Product = 'jira',
): Snapshot {
  return compilePolicy({ version: 1, document: aDocument(given) }, product)
}

/** Under rules that allow everything, but for what is given. */
export function decided(
  given: Partial<PolicyDocument>,
  situation: Partial<Situation> = {},
): Decision {
  const asked = aSituation(situation)
  const snapshot = aSnapshot({ resources: [EVERYTHING], ...given }, asked.call.product)
  return evaluate(snapshot, asked)
}

/** `allow`, or the code of the refusal. */
export function outcomeOf(decision: Decision): string {
  return decision.effect === 'allow' ? 'allow' : decision.code
}

export function outcome(
  given: Partial<PolicyDocument>,
  situation: Partial<Situation> = {},
): string {
  return outcomeOf(decided(given, situation))
}
