import type { RefusalCode } from '../lib/refusal-codes.ts'
import type { BuiltInRule } from './built-in-rule.ts'
import { RULES_OF_CALLERS } from './built-in-rules.ts'
import type { Call } from './call.ts'
import { comparablePath } from './comparable-path.ts'
import type { Decision, RuleFinding } from './decision.ts'
import { RULES_OF_GRANTS } from './grant-rules.ts'
import { ipKeyOf } from './ip-key.ts'
import { isInAny } from './is-in-any.ts'
import type { PathRouter } from './path-router.ts'
import { findingOf, type Asked, type ResourceTest } from './resource-test.ts'
import { isRead } from './resources.ts'
import type { Situation } from './situation.ts'
import type { ResourceRule } from './resource-rule.ts'
import type { Snapshot } from './snapshot.ts'
import { isListedOnly, isTokenAuthPath } from './token-auth-path.ts'

const FULL_ACCESS: RuleFinding = {
  rule: 'full-access',
  matched: true,
  because: 'has-full-access',
}
const NO_FULL_ACCESS: RuleFinding = {
  rule: 'full-access',
  matched: false,
  because: 'no-full-access',
}
const LISTED_ONLY: RuleFinding = {
  rule: 'full-access',
  matched: false,
  because: 'listed-only',
}
const NO_RULE_ALLOWS: RuleFinding = {
  rule: 'no-rule-allows',
  matched: true,
  because: 'nothing-allows',
}

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
    return denied(denials.decider.findings.holds.rule, 'call/denied', findings)
  }
  const outside = deniedBy(RULES_OF_GRANTS, snapshot, asked, findings)
  if (outside !== undefined) return outside

  const byCaller = allowedFor(snapshot, asked, findings)
  // Where the caller decides, the rule is only looked up for what the call costs.
  const further = byCaller === undefined ? findings : []
  const allowances = looked(snapshot.allowances, asked.path?.exact, asked.onlyReads, asked, further)
  const rule = byCaller ?? allowances.decider?.findings.holds.rule
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

/** What the rules are asked about, found out once. */
export function askedOf(situation: Situation): Asked {
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
  for (const { look } of rules) {
    const { finding, code } = look(snapshot, asked)
    findings.push(finding)
    if (code !== undefined) return denied(finding.rule, code, findings)
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
    if (isBesideList(test.rule, asked.situation.call)) continue
    const finding = findingOf(test, asked)
    findings.push(finding)
    if (finding.matched) return { decider: test, inShadow }
    if (finding.because === 'holds-in-shadow') inShadow.push(test)
  }
  return { decider: undefined, inShadow }
}

/** On the prefix for tokens nothing is available that no rule lists by that very prefix; all that denies denies. */
function isBesideList({ effect, path }: ResourceRule, call: Call): boolean {
  return effect === 'allow' && isListedOnly(call) && !isTokenAuthPath(path)
}

/** The rule by which who calls is enough, whatever is called. */
function allowedFor(
  { fullAccess }: Snapshot,
  { situation: { principal, groups, call } }: Asked,
  findings: RuleFinding[],
): string | undefined {
  const { kind, id } = principal.credential
  if (kind === 'bypass') {
    const rule = `bypass:${id}`
    findings.push({ rule, matched: true, because: 'bypassed' })
    return rule
  }
  if (isListedOnly(call)) {
    findings.push(LISTED_ONLY)
    return undefined
  }
  const matched = kind !== 'anonymous' && isInAny(fullAccess, groups)
  findings.push(matched ? FULL_ACCESS : NO_FULL_ACCESS)
  return matched ? FULL_ACCESS.rule : undefined
}
