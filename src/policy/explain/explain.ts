import { RULES_OF_CALLERS } from '../built-in-rules.ts'
import type { RuleFinding } from '../decision.ts'
import { askedOf, evaluate } from '../evaluate.ts'
import type { FindingReason, ResourceReason } from '../finding-reason.ts'
import { RULES_OF_GRANTS } from '../grant-rules.ts'
import type { ResourceRule } from '../resource-rule.ts'
import { resourceTest, type Asked, type ResourceTest } from '../resource-test.ts'
import type { Situation } from '../situation.ts'
import type { Snapshot } from '../snapshot.ts'
import type {
  Explanation,
  LookedAtRule,
  PassedOverReason,
  PassedOverRule,
  ToldPart,
} from './explanation.ts'
import { builtInWords } from './reason-words.ts'
import { partWords, passedOverWords, resourceWords } from './resource-words.ts'
import { BUILT_IN, namedRule } from './rule-names.ts'

/** Those that every tenant has, but for the last line: it is one only where nothing allows. */
const EVERY_TENANTS = [
  ...RULES_OF_CALLERS.map(({ rule }) => rule),
  ...RULES_OF_GRANTS.map(({ rule }) => rule),
  'full-access',
]

/**
 * What becomes of a call, and why: the decision that `evaluate` makes of it, with each of its findings
 * told, and of every other rule why it was not looked at. Nothing is decided here.
 */
export function explain(snapshot: Snapshot, situation: Situation): Explanation {
  const decision = evaluate(snapshot, situation)
  const asked = askedOf(situation)
  const tests = testsOf(snapshot)
  const lookedAt = decision.findings.map((finding, at): LookedAtRule => {
    const test = tests.get(finding.rule)
    const { name, place } = namedRule(finding.rule, snapshot.document)
    return {
      ...finding,
      name,
      place,
      decides: at === decision.findings.length - 1 && finding.rule === decision.rule,
      says: wordsOf(finding, test?.rule, snapshot, situation),
      parts: test === undefined ? [] : toldParts(test, asked, snapshot),
    }
  })
  const seen = new Set(decision.findings.map(({ rule }) => rule))
  return { decision, lookedAt, passedOver: passedOver(snapshot, asked, tests, seen) }
}

// Also of rules that are off, which no snapshot has ready.
function testsOf({ document }: Snapshot): ReadonlyMap<string, ResourceTest> {
  const { anonymousCalls } = document.switches
  const tests = document.resources.map((rule) => resourceTest(rule, anonymousCalls))
  return new Map(tests.map((test) => [test.findings.holds.rule, test]))
}

function passedOver(
  snapshot: Snapshot,
  asked: Asked,
  tests: ReadonlyMap<string, ResourceTest>,
  seen: ReadonlySet<string>,
): readonly PassedOverRule[] {
  const builtIn = EVERY_TENANTS.filter((rule) => !seen.has(rule)).map((rule): PassedOverRule => {
    const { name = rule, place } = BUILT_IN[rule] ?? {}
    const says = 'The decision was made before it came to this rule.'
    return { rule, name, place, because: 'decided-before', says, parts: [] }
  })
  const fitting = fittingRules(snapshot, asked)
  const ofResources = [...tests].flatMap(([rule, test]): PassedOverRule[] => {
    if (seen.has(rule)) return []
    const because = reasonToPass(test, asked, fitting)
    const isPathKnown = because === 'decided-before'
    const parts = isPathKnown ? toldParts(test, asked, snapshot) : []
    const says = passedOverWords(
      because,
      test.rule,
      isPathKnown && parts.every(({ holds }) => holds),
    )
    return [{ rule, name: test.rule.name, place: 'access', because, says, parts }]
  })
  return [...builtIn, ...ofResources]
}

/** Those whose path fits. The snapshot's own routers say so. */
function fittingRules(
  { denials, allowances }: Snapshot,
  { path }: Asked,
): ReadonlySet<ResourceRule> {
  if (path === undefined) return new Set()
  const found = [...denials(path.folded), ...allowances(path.exact)]
  return new Set(found.map(({ rule }) => rule))
}

function reasonToPass(
  { rule, isForMethod }: ResourceTest,
  { situation, onlyReads, mayOnlyRead }: Asked,
  fitting: ReadonlySet<ResourceRule>,
): PassedOverReason {
  if (rule.state === 'off') return 'off'
  if (!fitting.has(rule)) return 'other-path'
  const isRead = rule.effect === 'deny' ? mayOnlyRead : onlyReads
  return isForMethod(situation.call, isRead) ? 'decided-before' : 'other-method'
}

function toldParts(
  { rule, parts }: ResourceTest,
  asked: Asked,
  { document }: Snapshot,
): ToldPart[] {
  return parts.map(({ part, holds }) => ({
    part,
    holds: holds(asked),
    asks: partWords(part, rule, document),
  }))
}

function wordsOf(
  { because }: RuleFinding,
  rule: ResourceRule | undefined,
  { document }: Snapshot,
  situation: Situation,
): string {
  if (isOfResource(because)) {
    return rule === undefined ? '' : resourceWords(because, rule, document, situation)
  }
  return builtInWords(because, document, situation)
}

function isOfResource(because: FindingReason): because is ResourceReason {
  return because === 'holds' || because === 'holds-in-shadow' || because.startsWith('other-')
}
