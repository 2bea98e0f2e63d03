import type { Question } from './ask-first.ts'

/** A question above the form whose saving it is about; the form is sent again with the answer. */
export interface QuestionModel {
  readonly loses: readonly string[]
  readonly gains: readonly string[]
  readonly hasGains: boolean
  /** Selector of the form; `this` where there is none. */
  readonly form: string
  readonly action: string
  readonly cancelAction: string
  /** The answer, as JSON. */
  readonly values: string
}

/** What the answer is called in the form that is sent again. */
export const ANSWER = 'answer'

/** @param sent what is sent with the answer and stands in no form */
export function presentQuestion(
  { loses, gains, answer }: Question,
  to: Pick<QuestionModel, 'form' | 'action' | 'cancelAction'>,
  sent: Readonly<Record<string, string>> = {},
): QuestionModel {
  const values = JSON.stringify({ ...sent, [ANSWER]: answer })
  return { loses, gains, hasGains: gains.length > 0, ...to, values }
}

/** What is said of a part that somebody else changed while its form was open. */
export interface OutdatedModel {
  readonly says: string
  /** Where it can be looked at as it is now; none where it is gone. */
  readonly openAction: string | undefined
}

export function presentOutdated(openAction: string | undefined): OutdatedModel {
  const says = openAction === undefined ? REMOVED : CHANGED
  return { says, openAction }
}

const CHANGED =
  'Somebody else has changed this since you opened it. Nothing was saved, and what you entered is still here: note what you need, and open it as it is now.'
const REMOVED =
  'Somebody else has removed this since you opened it. Nothing was saved, and what you entered is still here: note what you need, and add it as a new one.'
