import type { LookedAtRule, PassedOverRule } from '../../../policy/explain/explanation.ts'
import type { RulePlace } from '../../../policy/explain/rule-names.ts'

/** Opens a part of *Gatehouse rules* below the answer. */
export interface RuleLink {
  readonly action: string
  readonly label: string
}

export interface RuleModel {
  readonly name: string
  readonly id: string
  readonly word: string
  readonly tone: 'fits' | 'differs' | 'passed'
  readonly says: string
  readonly parts: readonly {
    readonly word: string
    readonly asks: string
    readonly holds: boolean
  }[]
  readonly link: RuleLink | undefined
}

export function presentRule(rule: LookedAtRule | PassedOverRule, root: string): RuleModel {
  const { name, says, parts, place } = rule
  return {
    name,
    id: rule.rule,
    ...markOf(rule),
    says,
    parts: parts.map(({ asks, holds }) => ({ word: holds ? 'Yes' : 'No', asks, holds })),
    link: ruleLink(rule.rule, place, root),
  }
}

function markOf(rule: LookedAtRule | PassedOverRule): Pick<RuleModel, 'word' | 'tone'> {
  if (!('matched' in rule)) return { word: 'Not looked at', tone: 'passed' }
  if (rule.decides) return { word: 'Decides', tone: 'fits' }
  return rule.rule.startsWith('resource:')
    ? { word: rule.because === 'holds-in-shadow' ? 'In shadow' : 'Does not fit', tone: 'differs' }
    : { word: 'Passed', tone: 'differs' }
}

const LABELS: Readonly<Record<Exclude<RulePlace, 'providers'>, string>> = {
  access: 'Open the access rules',
  switches: 'Open the switches',
  networks: 'Open the networks',
  groups: 'Open groups and what they are for',
  limits: 'Open the limits',
  tokens: 'Open the rules about tokens',
  versions: 'Open the versions',
}

/** @param rule as decisions name it; its own form is opened where it has one */
export function ruleLink(
  rule: string,
  place: RulePlace | undefined,
  root: string,
): RuleLink | undefined {
  // Providers are on a page of their own, which no other page can open.
  if (place === undefined || place === 'providers') return undefined
  const at = rule.indexOf(':')
  const id = encodeURIComponent(rule.slice(at + 1))
  switch (at < 0 ? '' : rule.slice(0, at)) {
    case 'resource':
      return { action: `${root}/rules/access/resources/${id}/form`, label: 'Open this rule' }
    case 'bypass':
      return { action: `${root}/rules/access/bypasses/${id}/form`, label: 'Open this bypass' }
  }
  return { action: `${root}/rules/${place}`, label: LABELS[place] }
}
