import { evaluate } from '../../src/policy/evaluate.ts'
import type { Policy } from '../../src/policy/policy-document.ts'
import { compilePolicy } from '../../src/policy/snapshot.ts'
import { aBigPolicy, someSituations } from '../a-big-policy.ts'
import { timedCalls } from '../timed-calls.ts'
import type { Series } from './growth.ts'
import { spreadOfAll } from './spread.ts'

const CALLS = 50_000
const COMPILATIONS = 9

/** Resource rules of one policy: a decision, and making a version ready for deciding. */
export const policyGrowth: Series = {
  name: 'policy',
  title: 'One decision, by resource rules',
  of: 'resource rules',
  sizes: () => [10, 100, 1_000, 10_000],
  units: { 'a decision': 'µs', 'a decision where every rule fits the path': 'µs', compile: 'ms' },
  plotted: 'µs',
  async measureAt(size) {
    const policy = aBigPolicy(size)
    return {
      'a decision': decisions(policy, size, CALLS),
      // So many fit that fewer calls are enough.
      'a decision where every rule fits the path': decisions(onOnePath(policy), size, CALLS / 20),
      compile: compilations(policy),
    }
  },
}

function decisions(policy: Policy, rules: number, calls: number) {
  const snapshot = compilePolicy(policy, 'jira')
  const timed = (seed: number) =>
    timedCalls(calls, someSituations(seed, rules), (each) => evaluate(snapshot, each))
  // The first pass is for the compiler; its calls are others.
  timed(1)
  return spreadOfAll(timed(2))
}

/** The worst that there is: no rule is told from another by its path, and only the last one fits the caller. */
function onOnePath({ version, document }: Policy): Policy {
  const nobody = { any: [{ group: 'a-group-of-nobody' }] }
  const resources = document.resources.map((rule, index, { length }) => ({
    ...{ id: rule.id, name: rule.name, methods: 'all' as const, path: '/rest/api/**' },
    ...{ state: 'on' as const, effect: 'allow' as const },
    ...(index < length - 1 ? { who: nobody } : {}),
  }))
  return { version, document: { ...document, resources } }
}

function compilations(policy: Policy) {
  const took = Array.from({ length: COMPILATIONS }, () => {
    const before = performance.now()
    compilePolicy(policy, 'jira')
    return performance.now() - before
  })
  return spreadOfAll(took)
}
