import type { Fault } from '../../../lib/fault.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { choice, type ChoiceModel } from '../../field-model.ts'
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
import { ACCESS_WORDS } from './access-words.ts'
import { ACCESS_LISTS, accessFormOf, type AccessForm, type AccessList } from './access-form.ts'

export interface AccessView {
  readonly form: AccessForm
  /** `readAsOf` the access rules as they were when the form was opened. */
  readonly readAs: string
  readonly faults?: readonly Fault[]
  readonly question?: Question | undefined
  readonly isOutdated?: boolean
}

interface TickModel {
  readonly name: string
  readonly label: string
  readonly chosen: boolean
}

interface AccessListModel {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly effect: string
  /** Given where it may be everyone. */
  readonly choices: readonly ChoiceModel[] | undefined
  readonly ticks: readonly TickModel[]
  readonly fault: string | undefined
}

export interface AccessModel {
  readonly saveAction: string
  readonly readAs: string
  readonly hasGroups: boolean
  readonly lists: readonly AccessListModel[]
  readonly problems: readonly string[] | undefined
  readonly outdated: OutdatedModel | undefined
  readonly question: QuestionModel | undefined
}

/** What holds now, ready to be changed. */
export function currentAccess({ access }: PolicyDocument): AccessView {
  return { form: accessFormOf(access), readAs: readAsOf(access) }
}

/** @param actions path of the tab, that the names of its actions are added to */
export function presentAccess(
  view: AccessView,
  document: PolicyDocument,
  actions: string,
): AccessModel {
  const { byField, elsewhere } = placeFaults(ofForm(view.faults ?? []), nearestIn(ACCESS_LISTS))
  const saveAction = `${actions}/access`
  return {
    saveAction,
    readAs: view.readAs,
    hasGroups: document.groups.length > 0,
    lists: ACCESS_LISTS.map((list) => presentList(list, view.form, document, byField.get(list))),
    problems:
      elsewhere.length === 0 ? undefined : elsewhere.map((fault) => faultWords(fault, document)),
    outdated: view.isOutdated === true ? presentOutdated(actions) : undefined,
    question:
      view.question &&
      presentQuestion(view.question, {
        form: '#access-form',
        action: saveAction,
        cancelAction: actions,
      }),
  }
}

function presentList(
  list: AccessList,
  { by, ticked }: AccessForm,
  { groups }: PolicyDocument,
  fault: string | undefined,
): AccessListModel {
  const { title, effect, everyone, groups: members } = ACCESS_WORDS[list]
  // What was ticked stays in sight when it is removed elsewhere, so that it can be unticked.
  const gone = ticked[list].filter((id) => !groups.some((each) => each.id === id))
  const all = [...groups, ...gone.map((id) => ({ id, name: `${id} (not there any more)` }))]
  return {
    id: `access-${list}`,
    name: list,
    title,
    effect,
    choices:
      everyone === undefined
        ? undefined
        : [
            choice('everyone', 'Everyone', by[list], everyone),
            choice('groups', 'Members of the ticked groups', by[list], members),
          ],
    ticks: all.map(({ id, name }) => ({
      name: `${list}.group.${id}`,
      label: name,
      chosen: ticked[list].includes(id),
    })),
    fault,
  }
}

// The form shows the section `access` alone, and every place in it.
function ofForm(faults: readonly Fault[]): Fault[] {
  return faults.map(({ path, says }) => ({ path: path.replace(/^access\./, ''), says }))
}
