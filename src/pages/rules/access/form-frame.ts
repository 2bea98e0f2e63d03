import type { Fault } from '../../../lib/fault.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { faultWords } from '../place-words.ts'
import type { OutdatedModel, QuestionModel } from '../present-question.ts'
import type { Edited } from './save-entry.ts'

/** What the forms of the tab have around their fields. */
export interface FormFrame {
  readonly heading: string
  readonly headingHasFocus: boolean
  readonly saveAction: string
  /** Path that shows the tab again. */
  readonly cancelAction: string
  readonly editedId: string | undefined
  readonly readAs: string
  /** What is wrong and has no field. */
  readonly problems: readonly string[] | undefined
  readonly outdated: OutdatedModel | undefined
  /** What has to be confirmed before it is saved. */
  readonly question: QuestionModel | undefined
}

/** What a form is shown with, beside what stands in its fields. */
export interface FrameView {
  /** Absent for a new entry. */
  readonly edited: Edited | undefined
  readonly document: PolicyDocument
  /** Path that the names of the form's actions are added to. */
  readonly actions: string
  readonly cancelAction: string
  readonly faults?: readonly Fault[]
  /** The field to go on with. */
  readonly focus?: string
  readonly outdated?: OutdatedModel
  readonly question?: QuestionModel
}

/** @param thing "a rule" @param name what the edited entry is called @param elsewhere faults without a field */
export function presentFormFrame(
  view: FrameView,
  thing: string,
  name: string,
  elsewhere: readonly Fault[],
): FormFrame {
  const { edited, document, faults, focus, outdated, question } = view
  const isFirstSight = faults === undefined && focus === undefined && question === undefined
  const problems = elsewhere.map((fault) => faultWords(fault, document))
  return {
    heading: edited === undefined ? `Add ${thing}` : `Edit “${name}”`,
    headingHasFocus: isFirstSight && outdated === undefined,
    saveAction: `${view.actions}/save`,
    cancelAction: view.cancelAction,
    editedId: edited?.id,
    readAs: edited?.readAs ?? '',
    problems: problems.length === 0 ? undefined : problems,
    outdated,
    question,
  }
}
