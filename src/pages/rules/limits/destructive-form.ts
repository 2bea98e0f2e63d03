import type { Fault } from '../../../lib/fault.ts'
import type { DestructiveLimit } from '../../../policy/limit-rule.ts'
import { parseDestructive } from '../../../policy/parse-shared-limits.ts'
import type { RuleState } from '../../../policy/rule-state.ts'
import { choice, createFields, type ChoiceModel, type FieldModel } from '../../field-model.ts'
import type { Question } from '../ask-first.ts'
import { presentQuestion, type QuestionModel } from '../present-question.ts'
import type { SentForm } from '../sent-form.ts'
import { watchedWords } from '../watched-words.ts'

/** What stands in the form, as texts, and what is wrong with it. */
export interface DestructiveView {
  readonly entered: { readonly perHour: string; readonly state: string }
  readonly faults: readonly Fault[]
  /** What is asked before it is saved. */
  readonly question?: Question
}

export interface DestructiveFormModel {
  readonly action: string
  readonly now: string
  readonly shadow: string | undefined
  readonly perHour: FieldModel
  readonly states: readonly ChoiceModel[]
  readonly stateFault: string | undefined
  readonly question: QuestionModel | undefined
}

type DestructiveReading =
  | { readonly kind: 'accepted'; readonly limit: DestructiveLimit; readonly view: DestructiveView }
  | { readonly kind: 'refused'; readonly view: DestructiveView }

const PROPOSED = '100'

const EFFECTS: Readonly<Record<RuleState, string>> = {
  on: 'The caller is locked: it reads and writes on, and deletes nothing until a person unlocks it.',
  shadow: 'It is recorded which caller would be locked. Nothing is stopped.',
  off: 'As if it were not there.',
}

export function readDestructive(sent: SentForm): DestructiveReading {
  const entered = { perHour: sent.text('perHour').trim(), state: sent.text('state') }
  const { perHour, state } = entered
  const draft = { perHour: /^\d{1,9}$/.test(perHour) ? Number(perHour) : perHour, state }
  const parsed = parseDestructive(draft)
  if (parsed.kind === 'refused')
    return { kind: 'refused', view: { entered, faults: parsed.faults } }
  return { kind: 'accepted', limit: parsed.value, view: { entered, faults: [] } }
}

/**
 * @param hits of what is in shadow, by the names that decisions give to it
 * @param actions path of the tab
 * @param view of a form that comes back
 */
export function presentDestructive(
  limit: DestructiveLimit | undefined,
  hits: ReadonlyMap<string, number>,
  actions: string,
  view: DestructiveView = viewOf(limit),
): DestructiveFormModel {
  const byField = new Map(view.faults.map(({ path, says }) => [path, says]))
  const [none, prefix] = [undefined, 'destructive']
  const field = createFields({ faults: byField, todos: new Map(), focus: none, prefix })
  const action = `${actions}/destructive`
  const { perHour, state } = view.entered
  return {
    action,
    now: nowWords(limit),
    shadow: shadowWords(limit, hits),
    perHour: field('perHour', {
      label: 'Deletions and bulk edits of one caller in an hour',
      value: perHour,
      hint: 'The next one locks it. A bulk edit counts as one.',
      required: true,
    }),
    states: [
      choice('on', 'On', state, EFFECTS.on),
      choice('shadow', 'Shadow', state, EFFECTS.shadow),
      choice('off', 'Off', state, EFFECTS.off),
    ],
    stateFault: byField.get('state'),
    question:
      view.question &&
      presentQuestion(view.question, { form: '#destructive-form', action, cancelAction: actions }),
  }
}

function viewOf(limit: DestructiveLimit | undefined): DestructiveView {
  const perHour = limit === undefined ? PROPOSED : String(limit.perHour)
  return { entered: { perHour, state: limit?.state ?? 'off' }, faults: [] }
}

function nowWords(limit: DestructiveLimit | undefined): string {
  if (limit === undefined || limit.state === 'off') {
    return 'At present a caller may delete as much as the other rules let it.'
  }
  const amount = `more than ${limit.perHour.toLocaleString('en-GB')} in an hour`
  return limit.state === 'shadow'
    ? `At present it is only recorded which caller makes ${amount}.`
    : `At present a caller that makes ${amount} is locked.`
}

function shadowWords(
  limit: DestructiveLimit | undefined,
  hits: ReadonlyMap<string, number>,
): string | undefined {
  if (limit?.state !== 'shadow') return undefined
  return watchedWords('refused', hits.get('would-lock:destructive') ?? 0)
}
