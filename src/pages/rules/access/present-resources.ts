import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { ResourceRule } from '../../../policy/resource-rule.ts'
import { RULE_STATES } from '../../../policy/rule-state.ts'
import { methodsWords, queryWords, shadowWords, STATE_WORDS, subjectWords } from './rule-words.ts'

/** The button that has the keyboard after its rule was moved or switched. */
export interface RuleFocus {
  readonly id: string
  readonly button: 'up' | 'down' | 'state'
}

interface RuleCard {
  readonly id: string
  readonly name: string
  readonly isDenial: boolean
  readonly isOn: boolean
  readonly isOff: boolean
  readonly state: string
  readonly methods: string
  readonly path: string
  readonly query: readonly string[]
  readonly subject: string
  readonly anonymous: string | undefined
  readonly cost: string | undefined
  readonly shadow: string | undefined
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly focus: { readonly up: boolean; readonly down: boolean; readonly state: boolean }
  readonly action: string
}

export interface ResourceListModel {
  readonly rules: readonly RuleCard[]
  readonly isEmpty: boolean
  readonly count: string
  /** There are rules, and none of them lets anything through. */
  readonly allowsNothing: boolean
  readonly addAction: string
}

/** @param actions path that a rule's id and the name of an action are added to */
export function presentResources(
  document: PolicyDocument,
  hits: ReadonlyMap<string, number>,
  actions: string,
  focus?: RuleFocus,
): ResourceListModel {
  const { resources, access } = document
  const isAllowing = ({ effect, state }: ResourceRule) => effect === 'allow' && state === 'on'
  const cards = resources.map((rule, at): RuleCard => ({
    ...presentRule(rule, document, hits),
    isFirst: at === 0,
    isLast: at === resources.length - 1,
    focus: focusOf(focus?.id === rule.id ? focus.button : undefined, at, resources.length),
    action: `${actions}/${encodeURIComponent(rule.id)}`,
  }))
  return {
    rules: cards,
    isEmpty: cards.length === 0,
    count: countWords(resources),
    allowsNothing: access.fullAccess.length === 0 && !resources.some(isAllowing),
    addAction: `${actions}/form`,
  }
}

function presentRule(
  rule: ResourceRule,
  document: PolicyDocument,
  hits: ReadonlyMap<string, number>,
) {
  return {
    id: rule.id,
    name: rule.name,
    isDenial: rule.effect === 'deny',
    isOn: rule.state === 'on',
    isOff: rule.state === 'off',
    state: STATE_WORDS[rule.state],
    methods: methodsWords(rule.methods),
    path: rule.path,
    query: queryWords(rule.query),
    subject: subjectWords(rule, document),
    anonymous: anonymousWords(rule, document.switches.anonymousCalls),
    cost: rule.cost === undefined ? undefined : `${String(rule.cost)} points of rate limits a call`,
    shadow: shadowWords(rule, hits),
  }
}

function anonymousWords({ anonymous }: ResourceRule, isOn: boolean): string | undefined {
  if (anonymous !== true) return undefined
  return isOn
    ? 'Also without a credential'
    : 'Also without a credential, once the switch for such calls is on'
}

// A rule at an end has one button only, which takes the keyboard from the one that is gone.
function focusOf(button: RuleFocus['button'] | undefined, at: number, length: number) {
  const isMoved = button === 'up' || button === 'down'
  const up = isMoved && at > 0 && (button === 'up' || at === length - 1)
  return { up, down: isMoved && !up && at < length - 1, state: button === 'state' }
}

function countWords(resources: readonly ResourceRule[]): string {
  return RULE_STATES.map((state) => ({
    state,
    count: resources.filter((rule) => rule.state === state).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${String(count)} ${state === 'shadow' ? 'in shadow' : state}`)
    .join(', ')
}
