import type { RefusalCode } from '../lib/refusal-codes.ts'
import { isInAny, RULES_OF_CALLERS, RULES_OF_GRANTS, type BuiltInRule } from './built-in-rules.ts'
import { comparablePath } from './comparable-path.ts'
import type { Decision, RuleFinding } from './decision.ts'
import { ipKeyOf } from './ip-key.ts'
import type { PathRouter } from './path-router.ts'
import type { Asked, ResourceTest } from './resource-test.ts'
import { isRead } from './resources.ts'
import type { Situation } from './situation.ts'
import type { Snapshot } from './snapshot.ts'

const FULL_ACCESS: RuleFinding = { rule: 'full-access', matched: true }
const NO_FULL_ACCESS: RuleFinding = { rule: 'full-access', matched: false }
const NO_RULE_ALLOWS: RuleFinding = { rule: 'no-rule-allows', matched: true }

/**
 * May this principal make this call? Pure, and the same function for every way in. Whatever denies is
 * looked at before anything that allows, and without a rule that allows the last line is a refusal: a
 * case that nobody thought of is not served.
 */
export function evaluate(snapshot: Snapshot, situation: Situation): Decision {
  const asked = askedOf(situation)
  const findings: RuleFinding[] = []
  const fault = deniedBy(RULES_OF_CALLERS, snapshot, asked, findings)
  if (fault !== undefined) return fault

  const denials = looked(snapshot.denials, asked.path?.folded, asked.mayOnlyRead, asked, findings)
  if (denials.decider !== undefined) {
    return denied(denials.decider.decides.rule, 'call/denied', findings)
  }
  const outside = deniedBy(RULES_OF_GRANTS, snapshot, asked, findings)
  if (outside !== undefined) return outside

  const byCaller = allowedFor(snapshot, asked, findings)
  // Where the caller decides, the rule is only looked up for what the call costs.
  const further = byCaller === undefined ? findings : []
  const allowances = looked(snapshot.allowances, asked.path?.exact, asked.onlyReads, asked, further)
  const rule = byCaller ?? allowances.decider?.decides.rule
  if (rule === undefined) {
    const shadows = allowances.inShadow.map((each) => `would-allow:${each.rule.id}`)
    findings.push(NO_RULE_ALLOWS)
    return denied(NO_RULE_ALLOWS.rule, 'call/not-available', findings, shadows)
  }
  const shadows = denials.inShadow.map((each) => `would-deny:${each.rule.id}`)
  return { effect: 'allow', rule, findings, shadows, resource: allowances.decider?.rule }
}

function denied(
  rule: string,
  code: RefusalCode,
  findings: readonly RuleFinding[],
  shadows: readonly string[] = [],
): Decision {
  return { effect: 'deny', rule, code, findings, shadows }
}

function askedOf(situation: Situation): Asked {
  const { call, address } = situation
  const onlyReads = isRead(call)
  return {
    situation,
    path: comparablePath(call.path),
    onlyReads,
    // A spelling that is no read for us can be one for the product.
    mayOnlyRead: onlyReads || isRead({ ...call, path: call.path.toLowerCase() }),
    addressKey: ipKeyOf(address),
  }
}

function deniedBy(
  rules: readonly BuiltInRule[],
  snapshot: Snapshot,
  asked: Asked,
  findings: RuleFinding[],
): Decision | undefined {
  for (const { passes, denies, faultOf } of rules) {
    const code = faultOf(snapshot, asked)
    findings.push(code === undefined ? passes : denies)
    if (code !== undefined) return denied(denies.rule, code, findings)
  }
  return undefined
}

/** The first of the rules that is on and holds, and those in shadow that hold before it. */
function looked(
  router: PathRouter<ResourceTest>,
  path: string | undefined,
  onlyReads: boolean,
  asked: Asked,
  findings: RuleFinding[],
): { readonly decider: ResourceTest | undefined; readonly inShadow: readonly ResourceTest[] } {
  const inShadow: ResourceTest[] = []
  for (const test of path === undefined ? [] : router(path)) {
    if (!test.isForMethod(asked.situation.call, onlyReads)) continue
    const holds = test.holds(asked)
    const decides = holds && test.isOn
    findings.push(decides ? test.decides : test.doesNotDecide)
    if (decides) return { decider: test, inShadow }
    if (holds) inShadow.push(test)
  }
  return { decider: undefined, inShadow }
}

/** The rule by which who calls is enough, whatever is called. */
function allowedFor(
  { fullAccess }: Snapshot,
  { situation: { principal, groups } }: Asked,
  findings: RuleFinding[],
): string | undefined {
  const { kind, id } = principal.credential
  if (kind === 'bypass') {
    const rule = `bypass:${id}`
    findings.push({ rule, matched: true })
    return rule
  }
  const matched = kind !== 'anonymous' && isInAny(fullAccess, groups)
  findings.push(matched ? FULL_ACCESS : NO_FULL_ACCESS)
  return matched ? FULL_ACCESS.rule : undefined
}
