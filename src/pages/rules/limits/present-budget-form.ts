import type { Fault } from '../../../lib/fault.ts'
import type { Group } from '../../../policy/group.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { choice, createFields, type ChoiceModel, type FieldModel } from '../../field-model.ts'
import type { Question } from '../ask-first.ts'
import { placeFaults } from '../place-faults.ts'
import { faultWords } from '../place-words.ts'
import {
  presentOutdated,
  presentQuestion,
  type OutdatedModel,
  type QuestionModel,
} from '../present-question.ts'
import { readAsOf } from '../read-as.ts'
import { budgetFormOf, type BudgetForm } from './budget-form.ts'

export interface BudgetView {
  readonly form: BudgetForm
  /** `readAsOf` the rules as they were when the form was opened. */
  readonly readAs: string
  readonly faults?: readonly Fault[]
  readonly question?: Question | undefined
  readonly isOutdated?: boolean
}

export interface BudgetFormModel {
  readonly saveAction: string
  readonly readAs: string
  readonly uses: readonly ChoiceModel[]
  readonly reservePercent: FieldModel
  readonly groups: readonly BudgetGroupModel[]
  readonly hasGroups: boolean
  readonly problems: readonly string[] | undefined
  readonly outdated: OutdatedModel | undefined
  readonly question: QuestionModel | undefined
}

interface BudgetGroupModel {
  readonly name: string
  readonly tickName: string
  readonly givesWay: boolean
  readonly weightId: string
  readonly weightName: string
  readonly weight: string
  readonly fault: string | undefined
}

/** What holds now, ready to be changed. */
export function currentBudget(document: PolicyDocument): BudgetView {
  return { form: budgetFormOf(document), readAs: readAsOf(document.limits.budget) }
}

/** @param actions path of the tab */
export function presentBudgetForm(
  { form, readAs, faults = [], question, isOutdated }: BudgetView,
  document: PolicyDocument,
  actions: string,
): BudgetFormModel {
  const { groups } = document
  const { byField, elsewhere } = placeFaults(faults, (path) => fieldFor(path, groups))
  const none = new Map<string, string>()
  const field = createFields({ faults: byField, todos: none, focus: undefined, prefix: 'budget' })
  const saveAction = `${actions}/budget`
  return {
    saveAction,
    readAs,
    uses: usesOf(form.use),
    reservePercent: field('reservePercent', {
      label: 'Reserve, in percent',
      value: form.reservePercent,
      hint: 'From 0 to 90. In this last part of each hour’s quota no caller has more than its share, so that whoever comes late still finds something. With 0, those who come first have all of it.',
    }),
    groups: groups.map((group) => presentGroup(group, form, byField)),
    hasGroups: groups.length > 0,
    problems:
      elsewhere.length === 0 ? undefined : elsewhere.map((fault) => faultWords(fault, document)),
    outdated: isOutdated === true ? presentOutdated(actions) : undefined,
    question:
      question &&
      presentQuestion(question, {
        form: '#budget-form',
        action: saveAction,
        cancelAction: actions,
      }),
  }
}

function fieldFor(path: string, groups: readonly Group[]): string | undefined {
  if (path === 'reservePercent') return path
  return groups.map(({ id }) => `weight.${id}`).find((name) => name === path)
}

function usesOf(use: string): ChoiceModel[] {
  return [
    choice(
      'share',
      'Callers share what is left',
      use,
      'Before the reserve everybody has what they need. In it each has its share, and groups that give way are slowed down before it begins.',
    ),
    choice(
      'none',
      'Whoever comes first is served first',
      use,
      'Nobody gives way to anybody. When the quota is used up, all are held back until it begins anew.',
    ),
  ]
}

function presentGroup(
  { id, name }: Group,
  { givesWay, weights }: BudgetForm,
  faults: ReadonlyMap<string, string>,
): BudgetGroupModel {
  return {
    name,
    tickName: `givesWay.${id}`,
    givesWay: givesWay.has(id),
    weightId: `budget-weight-${id}`,
    weightName: `weight.${id}`,
    weight: weights.get(id) ?? '1',
    fault: faults.get(`weight.${id}`),
  }
}
