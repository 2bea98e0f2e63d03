import type { LimitRule } from '../../../policy/limit-rule.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { whoWords } from '../access/who-words.ts'
import type { Question } from '../ask-first.ts'
import { presentQuestion, type QuestionModel } from '../present-question.ts'
import { amountWords, shadowWords, STATE_WORDS } from './limit-words.ts'
import { STARTER_LIMITS } from './starter-limits.ts'

interface LimitCard {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly stateWord: string
  readonly stateEffect: string
  readonly amount: string
  /** Which calls it counts. */
  readonly counts: string
  readonly shadow: string | undefined
  readonly editAction: string
  readonly removeAction: string
}

export interface LimitListModel {
  readonly limits: readonly LimitCard[]
  readonly isEmpty: boolean
  readonly count: string
  readonly addAction: string
  readonly starterAction: string
  /** Those that are not there yet. */
  readonly starters: readonly {
    readonly id: string
    readonly name: string
    readonly amount: string
    readonly says: string
  }[]
  readonly hasStarters: boolean
  readonly broken: BrokenModel
}

/** What becomes of reads while points cannot be counted. */
interface BrokenModel {
  readonly action: string
  readonly effect: string
  readonly otherEffect: string
  readonly word: string
  readonly next: 'refused' | 'served'
  readonly button: string
  readonly question: QuestionModel | undefined
}

/**
 * @param hits of what is in shadow, by the names that decisions give to it
 * @param actions path that a limit's id and the name of an action are added to
 * @param question what is asked before reads become refused
 */
export function presentLimits(
  document: PolicyDocument,
  hits: ReadonlyMap<string, number>,
  actions: string,
  question?: Question,
): LimitListModel {
  const { rules, readsWhenBroken } = document.limits
  const on = rules.filter(({ state }) => state === 'on').length
  const starters = STARTER_LIMITS.filter(({ rule }) => !rules.some(({ id }) => id === rule.id))
  return {
    limits: rules.map((limit) => presentLimit(limit, document, hits, actions)),
    isEmpty: rules.length === 0,
    count: `${String(on)} on${on === rules.length ? '' : `, ${String(rules.length - on)} not`}`,
    addAction: `${actions}/form`,
    starterAction: `${actions}/starter`,
    starters: starters.map(({ says, rule }) => ({
      id: rule.id,
      name: rule.name,
      amount: amountWords(rule),
      says,
    })),
    hasStarters: starters.length > 0,
    broken: presentBroken(readsWhenBroken, actions, question),
  }
}

function presentLimit(
  limit: LimitRule,
  document: PolicyDocument,
  hits: ReadonlyMap<string, number>,
  actions: string,
): LimitCard {
  const own = `${actions}/${encodeURIComponent(limit.id)}`
  return {
    id: limit.id,
    name: limit.name,
    state: limit.state,
    stateWord: STATE_WORDS[limit.state].label,
    stateEffect: STATE_WORDS[limit.state].effect,
    amount: amountWords(limit),
    counts:
      limit.who === undefined
        ? 'Counts every call.'
        : `Counts calls of: ${whoWords(limit.who, document)}.`,
    shadow: shadowWords(limit, hits),
    editAction: `${own}/form`,
    removeAction: `${own}/remove`,
  }
}

const BROKEN = {
  refused: 'Every call that a limit is for is refused until counting works again.',
  served:
    'Reads are served without being counted; everything else that a limit is for is refused until counting works again.',
}

function presentBroken(
  now: 'refused' | 'served',
  actions: string,
  question: Question | undefined,
): BrokenModel {
  const action = `${actions}/broken`
  const next = now === 'refused' ? 'served' : 'refused'
  return {
    action,
    effect: BROKEN[now],
    otherEffect: BROKEN[next],
    word: now === 'refused' ? 'Reads are refused' : 'Reads are served',
    next,
    button: next === 'served' ? 'Serve reads' : 'Refuse reads',
    question:
      question &&
      presentQuestion(question, { form: '#broken-form', action, cancelAction: actions }),
  }
}
