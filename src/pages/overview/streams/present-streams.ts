import { hostOfTarget, type StreamChoice } from '../../../audit/streams/audit-stream.ts'
import type { SeenStream } from '../../../audit/streams/streams.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import { numberWords } from '../../number-words.ts'

/** A stream as it is read on the page. */
interface StreamRow {
  readonly id: string
  readonly name: string
  readonly tone: 'failed' | 'passed' | 'expired'
  readonly stateWord: string
  /** Where it goes, and what. */
  readonly goes: string
  readonly sent: { readonly words: string; readonly at: Moment | undefined }
  readonly behind: string
  readonly lost: {
    readonly words: string
    readonly at: Moment | undefined
    readonly isSome: boolean
  }
  readonly trouble:
    { readonly words: string; readonly next: Moment; readonly nextWords: string } | undefined
  readonly isGone: boolean
  readonly testAction: string
  readonly editAction: string
  readonly removeAction: string
}

const WHAT: Readonly<Record<StreamChoice, string>> = {
  all: 'Everything',
  changes: 'Changes',
  refusals: 'Refusals',
}

/** @param actions path of the tab */
export function presentStream(
  { stream, progress, behind }: SeenStream,
  actions: string,
  now: number,
): StreamRow {
  const { id, name, what, target, dropBehind } = stream
  const { upTo, sentAt, lost, lostAt, failures, dueAt, outcome } = progress
  const own = `${actions}/${id}`
  const way = target.kind === 'https' ? 'HTTPS' : `syslog over ${target.transport.toUpperCase()}`
  const limit = dropBehind === undefined ? '' : `, and never more than ${numberWords(dropBehind)}`
  const moment = (at: number | undefined) => (at === undefined ? undefined : momentOf(at, now))
  return {
    id,
    name,
    ...stateOf(stream.state, failures, progress.downSince),
    goes: `${WHAT[what]} to ${hostOfTarget(target)} by ${way}`,
    sent: { words: sentAt === undefined ? 'Nothing yet' : placeWords(upTo), at: moment(sentAt) },
    behind: behind === 0 ? 'By nothing' : `By ${eventWords(behind)}${limit}`,
    lost: {
      words: lost === 0 ? 'Nothing' : eventWords(lost),
      at: moment(lostAt),
      isSome: lost > 0,
    },
    trouble:
      failures === 0 ? undefined : troubleOf(failures, outcome, momentOf(dueAt, now), dueAt <= now),
    isGone: stream.state === 'gone',
    testAction: `${own}/test`,
    editAction: `${own}/edit`,
    removeAction: `${own}/remove`,
  }
}

function stateOf(
  state: SeenStream['stream']['state'],
  failures: number,
  downSince: number | undefined,
): Pick<StreamRow, 'tone' | 'stateWord'> {
  if (state === 'gone') return { tone: 'failed', stateWord: 'Ended by the receiver' }
  if (state === 'off') return { tone: 'expired', stateWord: 'Off' }
  if (downSince !== undefined) return { tone: 'failed', stateWord: 'Down' }
  return failures > 0
    ? { tone: 'expired', stateWord: 'Trying again' }
    : { tone: 'passed', stateWord: 'On' }
}

function placeWords(upTo: number): string {
  return `Up to event ${numberWords(upTo)}`
}

function eventWords(count: number): string {
  return count === 1 ? '1 event' : `${numberWords(count)} events`
}

function troubleOf(
  failures: number,
  outcome: string | undefined,
  next: Moment,
  isDue: boolean,
): StreamRow['trouble'] {
  const which = failures === 1 ? 'The last attempt' : `The last ${numberWords(failures)} attempts`
  const words = `${which} failed: ${outcome ?? 'nobody knows why'}.`
  return { words, next, nextWords: isDue ? 'made now' : next.distance }
}
