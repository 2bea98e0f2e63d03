import type { Fault } from '../../../lib/fault.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { createFields, type FieldModel, type PresentField } from '../../field-model.ts'
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
import { NETWORK_FIELDS, networksFormOf, type NetworksForm } from './networks-form.ts'

export interface NetworksView {
  readonly form: NetworksForm
  /** `readAsOf` the networks as they were when the form was opened. */
  readonly readAs: string
  readonly faults?: readonly Fault[]
  readonly question?: Question | undefined
  readonly isOutdated?: boolean
}

export interface NetworksModel {
  readonly saveAction: string
  readonly readAs: string
  /** What holds now, whatever stands in the form. */
  readonly now: string
  readonly lists: readonly FieldModel[]
  readonly proxy: readonly FieldModel[]
  readonly problems: readonly string[] | undefined
  readonly outdated: OutdatedModel | undefined
  readonly question: QuestionModel | undefined
}

/** What holds now, ready to be changed. */
export function currentNetworks({ networks }: PolicyDocument): NetworksView {
  return { form: networksFormOf(networks), readAs: readAsOf(networks) }
}

/** @param actions path of the tab, that the names of its actions are added to */
export function presentNetworks(
  view: NetworksView,
  document: PolicyDocument,
  actions: string,
): NetworksModel {
  const { byField, elsewhere } = placeFaults(view.faults ?? [], nearestIn(NETWORK_FIELDS))
  const none = new Map<string, string>()
  const field = createFields({ faults: byField, todos: none, focus: undefined, prefix: 'networks' })
  const saveAction = `${actions}/save`
  return {
    saveAction,
    readAs: view.readAs,
    now: presentWords(document),
    lists: presentLists(view.form, field),
    proxy: presentProxy(view.form, field),
    problems:
      elsewhere.length === 0 ? undefined : elsewhere.map((fault) => faultWords(fault, document)),
    outdated: view.isOutdated === true ? presentOutdated(actions) : undefined,
    question:
      view.question &&
      presentQuestion(view.question, {
        form: '#networks-form',
        action: saveAction,
        cancelAction: actions,
      }),
  }
}

function presentWords({ networks: { allow, deny } }: PolicyDocument): string {
  const networks = allow.length === 1 ? '1 network' : `${String(allow.length)} networks`
  const denied = deny.length === 1 ? 'one that is' : `${String(deny.length)} that are`
  const from = allow.length === 0 ? 'from everywhere' : `from ${networks} only`
  const but = deny.length === 0 ? '' : `, but never from the ${denied} denied`
  return `Now calls may come ${from}${but}.`
}

function presentLists(form: NetworksForm, field: PresentField): FieldModel[] {
  return [
    field('allow', {
      label: 'Allowed networks',
      value: form.allow,
      hint: 'One per line: a network such as 203.0.113.0/24 or 2001:db8::/32, or one address. A call from anywhere else is refused. Empty: from everywhere.',
      lines: 6,
      code: true,
    }),
    field('deny', {
      label: 'Denied networks',
      value: form.deny,
      hint: 'One per line. Deny wins: a call from here is refused, also where the list of allowed networks, a token or an access rule lets it.',
      lines: 6,
      code: true,
    }),
  ]
}

function presentProxy(form: NetworksForm, field: PresentField): FieldModel[] {
  return [
    field('proxy.header', {
      label: 'Header with the caller’s address',
      value: form['proxy.header'],
      hint: 'In lower case, such as x-forwarded-for. Empty: you have no such proxy.',
      code: true,
    }),
    field('proxy.trusted', {
      label: 'Your proxies',
      value: form['proxy.trusted'],
      hint: 'Their networks or addresses, one per line. Only they are believed; from anybody else the header means nothing.',
      lines: 2,
      code: true,
    }),
  ]
}
