import type { RecordState, Removal } from '../../../audit/record-book.ts'
import type { RetentionRules } from '../../../audit/retention-rules.ts'
import type { Fault } from '../../../lib/fault.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { counted } from '../../counted.ts'
import { momentOf } from '../../date-words.ts'
import { createFields, type FieldModel } from '../../field-model.ts'
import { numberWords } from '../../number-words.ts'
import type { Question } from '../ask-first.ts'
import { nearestIn, placeFaults } from '../place-faults.ts'
import { faultWords } from '../place-words.ts'
import {
  presentOutdated,
  presentQuestion,
  type OutdatedModel,
  type QuestionModel,
} from '../present-question.ts'
import { readAsOf } from '../read-as.ts'
import { RECORD_FIELDS, recordFormOf, type RecordForm } from './record-form.ts'

export interface RecordView {
  readonly form: RecordForm
  /** `readAsOf` the rules as they were when the form was opened. */
  readonly readAs: string
  readonly faults?: readonly Fault[]
  readonly question?: Question | undefined
  /** What the rules that are asked about would remove now. */
  readonly removal?: Removal | undefined
  readonly isOutdated?: boolean
}

export interface RecordModel {
  readonly saveAction: string
  readonly readAs: string
  readonly now: string
  readonly facts: readonly { readonly name: string; readonly value: string }[]
  readonly fields: readonly FieldModel[]
  readonly isHeld: boolean
  readonly removal: string | undefined
  readonly problems: readonly string[] | undefined
  readonly outdated: OutdatedModel | undefined
  readonly question: QuestionModel | undefined
}

/** What holds now, ready to be changed. */
export function currentRecord({ retention }: PolicyDocument): RecordView {
  return { form: recordFormOf(retention), readAs: readAsOf(retention) }
}

/** @param actions path of the tab, that the names of its actions are added to */
export function presentRecord(
  view: RecordView,
  document: PolicyDocument,
  state: RecordState,
  now: number,
  actions: string,
): RecordModel {
  const { byField, elsewhere } = placeFaults(view.faults ?? [], nearestIn(RECORD_FIELDS))
  const saveAction = `${actions}/save`
  return {
    saveAction,
    readAs: view.readAs,
    now: keptWords(document.retention),
    facts: factsOf(state, now),
    fields: fieldsOf(view.form, byField),
    isHeld: view.form.legalHold,
    removal: view.removal && removalWords(view.removal, now),
    problems:
      elsewhere.length === 0 ? undefined : elsewhere.map((fault) => faultWords(fault, document)),
    outdated: view.isOutdated === true ? presentOutdated(actions) : undefined,
    question:
      view.question &&
      presentQuestion(view.question, {
        form: '#record-form',
        action: saveAction,
        cancelAction: actions,
      }),
  }
}

function keptWords({ keepDays, keepEvents, legalHold }: RetentionRules): string {
  if (legalHold) return 'A legal hold is set: nothing is removed.'
  const bounds = [
    ...(keepDays === undefined ? [] : [`for ${counted(keepDays, 'day')}`]),
    ...(keepEvents === undefined ? [] : [`up to ${numberWords(keepEvents)} events`]),
  ]
  return bounds.length === 0
    ? 'Now all events are kept.'
    : `Now events are kept ${bounds.join(', ')}.`
}

function factsOf(state: RecordState, now: number) {
  const { events, since, unchained, lastCut, lastHead } = state
  const exact = (at: number) => momentOf(at, now).exact
  const head = lastHead && `line ${numberWords(lastHead.seq)}, on ${exact(lastHead.at)}`
  const cut =
    lastCut &&
    `${numberWords(lastCut.events)} events up to line ${numberWords(lastCut.seq)}, on ${exact(lastCut.at)}`
  return [
    { name: 'Events', value: numberWords(events) },
    { name: 'The oldest', value: since === undefined ? 'None yet' : exact(since) },
    ...(unchained === 0
      ? []
      : [{ name: 'From before they were chained', value: numberWords(unchained) }]),
    { name: 'Last signed', value: head ?? 'Not yet' },
    { name: 'Last removed', value: cut ?? 'Nothing so far' },
  ]
}

function removalWords({ events, from, to }: Removal, now: number): string {
  const span = `from ${momentOf(from, now).exact} to ${momentOf(to, now).exact}`
  return `If you save this, ${numberWords(events)} ${events === 1 ? 'event goes' : 'events go'} within the hour: ${span}. They cannot be brought back.`
}

function fieldsOf(form: RecordForm, faults: ReadonlyMap<string, string>): FieldModel[] {
  const field = createFields({ faults, todos: new Map(), focus: undefined, prefix: 'record' })
  return [
    field('keepDays', {
      label: 'Days to keep events',
      value: form.keepDays,
      hint: 'Older events are removed. Empty: they stay.',
    }),
    field('keepEvents', {
      label: 'Events to keep',
      value: form.keepEvents,
      hint: 'Of more, the oldest are removed; those of the last hour stay. Empty: any number.',
    }),
  ]
}
