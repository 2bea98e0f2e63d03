import type { Question } from './ask-first.ts'
import type { ReplayModel } from './replay/present-replay.ts'
import { TRY } from './replay/try-out.ts'

/** A question above the form whose saving it is about; the form is sent again with the answer. */
export interface QuestionModel {
  readonly loses: readonly string[]
  readonly gains: readonly string[]
  readonly hasLosses: boolean
  readonly hasGains: boolean
  readonly heading: string
  readonly seen: readonly string[]
  readonly hasSeen: boolean
  /** What it would have done to the latest calls; absent before somebody asks. */
  readonly trial: ReplayModel | undefined
  /** Whether it can be tried on calls at all. */
  readonly canTry: boolean
  /** Selector of what the answer takes the place of. */
  readonly target: string
  /** Selector of the form; `this` where there is none. */
  readonly form: string
  readonly action: string
  readonly cancelAction: string
  /** The answer, as JSON; and that it is to be tried, in its place. */
  readonly values: string
  readonly tryValues: string
}

/** What the answer is called in the form that is sent again. */
export const ANSWER = 'answer'

/** @param sent what is sent with the answer and stands in no form */
export function presentQuestion(
  { loses, gains, answer, seen = [], trial, concernsCalls }: Question,
  to: Pick<QuestionModel, 'form' | 'action' | 'cancelAction'> & { readonly target?: string },
  sent: Readonly<Record<string, string>> = {},
): QuestionModel {
  const hasLosses = loses.length > 0
  return {
    loses,
    gains,
    hasLosses,
    hasGains: gains.length > 0,
    heading: hasLosses
      ? 'Nothing is saved yet. This change takes something away:'
      : 'Nothing is saved yet. This change takes nothing away.',
    seen,
    hasSeen: seen.length > 0,
    trial,
    canTry: concernsCalls && trial === undefined,
    target: '#rules',
    ...to,
    values: JSON.stringify({ ...sent, [ANSWER]: answer }),
    tryValues: JSON.stringify({ ...sent, [ANSWER]: TRY }),
  }
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
