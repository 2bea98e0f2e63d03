import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { ReplayCaller, ReplaySummary } from '../../../policy/replay/replay-summary.ts'
import { momentOf } from '../../date-words.ts'
import { callWords, numberWords } from '../../number-words.ts'
import { callerWords, type KnownNames } from '../../overview/events/caller-words.ts'
import { presentReplayChange, type ReplayChangeModel } from './present-replay-change.ts'
import { otherwiseWords, untriedWords } from './untried-words.ts'

interface ReplayCallerModel {
  readonly name: string
  /** An account id, where somebody answers for the calls. */
  readonly account: string | undefined
  readonly counts: string
  readonly changes: readonly ReplayChangeModel[]
}

/** What a change would have done to the latest calls, for the question and for “Versions”. */
export interface ReplayModel {
  readonly title: string
  /** Since when the calls are, and what else there is to say of all of them. */
  readonly says: readonly string[]
  readonly changesSomething: boolean
  /** Where the product tells who an account is. */
  readonly personPath: string
  readonly callers: readonly ReplayCallerModel[]
  /** How many more callers there are. */
  readonly more: string | undefined
  readonly untried: readonly string[]
  readonly hasUntried: boolean
}

interface ReplayView {
  readonly names: KnownNames
  readonly personPath: string
  readonly now: number
}

/** @param draft the document that was tried @param view with the names of today */
export function presentReplay(
  summary: ReplaySummary,
  draft: PolicyDocument,
  { names, personPath, now }: ReplayView,
): ReplayModel {
  const documents = { before: names.document, after: draft }
  const untried = untriedWords(summary)
  const further = summary.callersAffected - summary.callers.length
  return {
    title: titleOf(summary),
    says: [...sinceWords(summary, now), ...otherwiseWords(summary)],
    personPath,
    changesSomething: summary.callers.length > 0,
    callers: summary.callers.map((caller) => ({
      name: callerWords(caller, names),
      account: caller.accountId,
      counts: countsOf(caller),
      changes: caller.changes.map((change) => presentReplayChange(change, documents, now)),
    })),
    more: further > 0 ? `And ${numberWords(further)} more callers.` : undefined,
    untried,
    hasUntried: untried.length > 0,
  }
}

function titleOf({ calls, loses, gains, otherCode }: ReplaySummary): string {
  if (calls === 0) return 'Nobody has called yet, so there is nothing to try it on.'
  const all = calls === 1 ? 'the last call' : `the last ${callWords(calls)}`
  if (loses + gains + otherCode === 0) return `None of ${all} would end otherwise.`
  const parts = [
    loses === 0 ? undefined : `${numberWords(loses)} would be refused`,
    gains === 0 ? undefined : `${numberWords(gains)} would be allowed`,
    otherCode === 0 ? undefined : `${numberWords(otherCode)} would be refused for another reason`,
  ].filter((part) => part !== undefined)
  return `Of ${all}, ${together(parts)}.`
}

function countsOf({ loses, gains, otherCode }: ReplayCaller): string {
  const parts = [
    loses === 0 ? undefined : `loses ${callWords(loses)}`,
    gains === 0 ? undefined : `gains ${callWords(gains)}`,
    otherCode === 0 ? undefined : `is told another reason for ${callWords(otherCode)}`,
  ].filter((part) => part !== undefined)
  return together(parts)
}

function sinceWords({ from }: ReplaySummary, now: number): readonly string[] {
  if (from === undefined) return []
  const { exact, distance } = momentOf(from, now)
  return [`The oldest of them was made ${distance}, on ${exact}.`]
}

function together(parts: readonly string[]): string {
  const [last = '', ...others] = [...parts].reverse()
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`
}
