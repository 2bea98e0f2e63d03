import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { ResourceRule } from '../../../policy/resource-rule.ts'
import { RULE_STATES } from '../../../policy/rule-state.ts'
import { servesNothing, type NothingServed } from '../../serves-nothing.ts'
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
  /** Said where there is no rule. */
  readonly empty: { readonly title: string; readonly says: string }
  /** Why every call is refused, unless `empty` says it. */
  readonly closed: string | undefined
  readonly addAction: string
}

/**
 * @param actions path that a rule's id and the name of an action are added to
 * @param now milliseconds since the epoch
 */
export function presentResources(
  document: PolicyDocument,
  hits: ReadonlyMap<string, number>,
  actions: string,
  now: number,
  focus?: RuleFocus,
): ResourceListModel {
  const { resources } = document
  const nothing = servesNothing(document, now)
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
    empty: nothing === 'no-rule' ? NOTHING_YET : NO_RULE_YET,
    count: countWords(resources),
    closed: closedWords(nothing, cards.length),
    addAction: `${actions}/form`,
  }
}

const NOTHING_YET = {
  title: 'Nothing can be called yet',
  says: 'Every call is refused until a rule allows it.',
}
// Full access and bypasses need no rule.
const NO_RULE_YET = {
  title: 'No access rule yet',
  says: 'Without one, only full access and bypasses let calls through.',
}

function closedWords(nothing: NothingServed | undefined, count: number): string | undefined {
  switch (nothing) {
    case undefined:
      return undefined
    case 'gateway-off':
      return 'The gateway is switched off, so every call is refused.'
    case 'no-credential':
      return 'Each kind of credential is switched off, so every call is refused.'
    case 'no-rule':
      return count === 0
        ? undefined
        : 'No rule that allows is switched on, so every call is refused.'
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
