import type { ApiToken } from '../identity/api-token.ts'
import type { Product } from '../tenants/tenant.ts'
import { momentOf } from './date-words.ts'
import { limitWords } from './present-limits.ts'
import { daysBetween, type TokenTimes } from './token-times.ts'

/** Something that is said about one token below its name. */
export interface TokenNote {
  readonly text: string
  /** Whom the text ends with, by account id. */
  readonly account: string | undefined
  readonly isWarning: boolean
}

export interface NoteView {
  readonly now: number
  readonly product: Product
  /** The token that takes the place of this one, and the one whose place it takes. */
  readonly successor: ApiToken | undefined
  readonly predecessor: ApiToken | undefined
}

const SOON_DAYS = 7

/** What it is for, what it is narrowed to, what it has to do with others, and what may end it soon. */
export function notesOn(token: ApiToken, times: TokenTimes, view: NoteView): TokenNote[] {
  return [
    ...serviceNotes(token),
    ...limitWords(token.limits, view.product).map((text) => note(text)),
    ...(times.state === 'live' ? rotationNotes(times, view) : []),
    ...(times.state === 'live' ? endNotes(times, view) : []),
  ]
}

function serviceNotes({ purpose, createdBy }: ApiToken): TokenNote[] {
  if (purpose === undefined) return []
  return [note(`Service account: ${purpose}`), { ...note('Made by'), account: createdBy }]
}

function rotationNotes(times: TokenTimes, { now, successor, predecessor }: NoteView): TokenNote[] {
  const old = predecessor && momentOf(predecessor.createdAt, now).date
  return [
    ...(old === undefined ? [] : [note(`Takes the place of the one created on ${old}`)]),
    ...(successor === undefined
      ? []
      : [warning(`Was rotated: works on until ${momentOf(times.endsAt, now).exact}`)]),
  ]
}

function endNotes({ isShortened, lastActiveAt, idleAt }: TokenTimes, view: NoteView): TokenNote[] {
  const { now } = view
  const rule = isShortened
    ? [note('Ends earlier than it was made for, by the rule on the longest life')]
    : []
  if (idleAt === undefined || daysBetween(now, idleAt) >= SOON_DAYS) return rule
  const unused = daysBetween(lastActiveAt, now)
  const since = `Unused for ${String(unused)} ${unused === 1 ? 'day' : 'days'}`
  const what =
    idleAt <= now ? 'is refused, and revoked soon' : `is revoked on ${momentOf(idleAt, now).date}`
  return [...rule, warning(`${since}: ${what}`)]
}

function note(text: string): TokenNote {
  return { text, account: undefined, isWarning: false }
}

function warning(text: string): TokenNote {
  return { ...note(text), isWarning: true }
}
