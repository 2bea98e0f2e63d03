import { isSameValue } from '../lib/same-value.ts'
import { contains, readPattern } from './path-pattern.ts'
import type { QueryCondition, ResourceRule, RuleMethod } from './resource-rule.ts'

/** Whether a changed rule holds for more calls than before, for fewer, or nobody can say. */
type Breadth = 'same' | 'wider' | 'narrower' | 'either'

export interface RuleChange {
  readonly breadth: Breadth
  /** What was changed of whom and what the rule is for, in words. */
  readonly changed: readonly string[]
}

/** Compares what two states of a rule hold for; whether it allows or denies is no matter here. */
export function ruleChange(before: ResourceRule, after: ResourceRule): RuleChange {
  const parts: readonly (readonly [string, Breadth])[] = [
    ['methods', ofMethods(before.methods, after.methods)],
    ['path', ofPaths(before, after)],
    ['conditions on the query', ofQueries(before.query ?? [], after.query ?? [])],
    ['whom calls are made as', ofOption(before.actsAs, after.actsAs)],
    ['callers', ofOption(before.who, after.who)],
    ['networks', ofNetworks(before.networks, after.networks)],
    ['calls without a credential', ofAnonymous(before, after)],
  ]
  const changed = parts.filter(([, breadth]) => breadth !== 'same')
  const [first = 'same', ...others] = new Set(changed.map(([, breadth]) => breadth))
  return {
    breadth: others.length > 0 ? 'either' : first,
    changed: changed.map(([name]) => name),
  }
}

function ofMethods(before: ResourceRule['methods'], after: ResourceRule['methods']): Breadth {
  return ofCover(isWithin(before, after), isWithin(after, before))
}

// Which POSTs only ask depends on the path: a list has all reads only with POST itself, and only what
// is no POST is a read for sure.
const READS_AT_MOST: readonly RuleMethod[] = ['GET', 'OPTIONS', 'POST']
const READS_AT_LEAST: readonly RuleMethod[] = ['GET', 'OPTIONS']

function isWithin(inner: ResourceRule['methods'], outer: ResourceRule['methods']): boolean {
  if (outer === 'all' || inner === outer) return true
  if (inner === 'all') return false
  const most = inner === 'reads' ? READS_AT_MOST : inner
  const least = outer === 'reads' ? READS_AT_LEAST : outer
  return most.every((method) => least.includes(method))
}

function ofPaths(before: ResourceRule, after: ResourceRule): Breadth {
  if (before.path === after.path) return 'same'
  const ignoreCase = after.effect === 'deny'
  const [was, is] = [readPattern(before.path, ignoreCase), readPattern(after.path, ignoreCase)]
  return ofCover(contains(is, was), contains(was, is))
}

function ofQueries(before: readonly QueryCondition[], after: readonly QueryCondition[]): Breadth {
  const isPart = (inner: readonly QueryCondition[], outer: readonly QueryCondition[]) =>
    inner.every((each) => outer.some((other) => isSameValue(each, other)))
  // Each condition leaves fewer calls.
  return ofCover(isPart(after, before), isPart(before, after))
}

// Where nothing is said of it, a rule holds for all.
function ofOption(before: unknown, after: unknown): Breadth {
  if (isSameValue(before, after)) return 'same'
  if (before === undefined) return 'narrower'
  return after === undefined ? 'wider' : 'either'
}

function ofNetworks(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): Breadth {
  if (before === undefined || after === undefined) return ofOption(before, after)
  const isPart = (inner: readonly string[], outer: readonly string[]) =>
    inner.every((each) => outer.includes(each))
  return ofCover(isPart(before, after), isPart(after, before))
}

function ofAnonymous(before: ResourceRule, after: ResourceRule): Breadth {
  const [was, is] = [before.anonymous === true, after.anonymous === true]
  if (was === is) return 'same'
  return is ? 'wider' : 'narrower'
}

function ofCover(coversBefore: boolean, coveredByBefore: boolean): Breadth {
  if (coversBefore && coveredByBefore) return 'same'
  if (coversBefore) return 'wider'
  return coveredByBefore ? 'narrower' : 'either'
}
