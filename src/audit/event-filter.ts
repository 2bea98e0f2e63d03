import type { Fault } from '../lib/fault.ts'
import type { EventFilter, EventPlace, Span } from './audit-reader.ts'
import { isEventKind } from './event-kinds.ts'

/** Names that a filter has in forms and in addresses: its members, and both ends of its span. */
export const FILTER_NAMES = [
  'what',
  'from',
  'to',
  'caller',
  'credentialKind',
  'credentialId',
  'accountId',
  'ended',
  'code',
  'rule',
  'shadow',
  'method',
  'operation',
  'hint',
  'atLeastMs',
  'deprecated',
  'kind',
] as const
export type FilterName = (typeof FILTER_NAMES)[number]

/** As it was sent: what is empty or absent does not matter. */
export type FilterTexts = Readonly<Partial<Record<FilterName, string>>>

const TEXT_LENGTH_MAX = 2_048
const END_OF_TIME = Number.MAX_SAFE_INTEGER

const FREE = [
  'credentialKind',
  'credentialId',
  'accountId',
  'code',
  'rule',
  'shadow',
  'method',
  'operation',
  'hint',
] as const

/** @returns the filter of what could be understood, and what could not, by its name */
export function readEventFilter(sent: FilterTexts): {
  readonly filter: EventFilter
  readonly faults: readonly Fault[]
} {
  const faults: Fault[] = []
  const texts: Partial<Record<FilterName, string>> = {}
  for (const name of FILTER_NAMES) {
    const text = sent[name]?.trim() ?? ''
    if (text.length > TEXT_LENGTH_MAX) faults.push({ path: name, says: 'Must be shorter.' })
    else if (text !== '') texts[name] = text
  }
  const wrong = (name: FilterName, says: string) => void faults.push({ path: name, says })
  const { what, ended, atLeastMs, deprecated, kind } = texts
  if (what !== undefined && !isWhat(what)) wrong('what', 'Must be calls or changes.')
  if (ended !== undefined && !isEnded(ended)) {
    wrong('ended', 'Must be answered, refused or failed.')
  }
  if (atLeastMs !== undefined && !isCount(atLeastMs)) {
    wrong('atLeastMs', 'Must be a whole number of milliseconds.')
  }
  if (deprecated !== undefined && deprecated !== 'true') wrong('deprecated', 'Must be true.')
  if (kind !== undefined && !isEventKind(kind)) wrong('kind', 'Must be a kind of event.')
  const span = spanOf(texts, wrong)
  const filter: EventFilter = {
    ...(what !== undefined && isWhat(what) ? { what } : {}),
    ...(span === undefined ? {} : { span }),
    // As it was sent, since a name may end with a space.
    ...(texts.caller === undefined ? {} : { caller: sent.caller ?? '' }),
    ...(ended !== undefined && isEnded(ended) ? { ended } : {}),
    ...(atLeastMs !== undefined && isCount(atLeastMs) ? { atLeastMs: Number(atLeastMs) } : {}),
    ...(deprecated === 'true' ? { deprecated: true } : {}),
    ...(kind !== undefined && isEventKind(kind) ? { kind } : {}),
    ...Object.fromEntries(
      FREE.flatMap((name) => (texts[name] === undefined ? [] : [[name, texts[name]]])),
    ),
  }
  return { filter, faults }
}

/** The other way round, for addresses and forms. */
export function filterTexts({ span, atLeastMs, deprecated, ...rest }: EventFilter): FilterTexts {
  return {
    ...rest,
    ...(atLeastMs === undefined ? {} : { atLeastMs: String(atLeastMs) }),
    ...(span === undefined || span.from === 0 ? {} : { from: String(span.from) }),
    ...(span === undefined || span.to === END_OF_TIME ? {} : { to: String(span.to) }),
    ...(deprecated === undefined ? {} : { deprecated: 'true' }),
  }
}

// No call takes longer than a column of its time can say.
function isCount(text: string): boolean {
  return /^\d{1,9}$/.test(text)
}

function isWhat(text: string): text is NonNullable<EventFilter['what']> {
  return text === 'calls' || text === 'changes'
}

function isEnded(text: string): text is NonNullable<EventFilter['ended']> {
  return text === 'answered' || text === 'refused' || text === 'failed'
}

function spanOf(
  { from, to }: FilterTexts,
  wrong: (name: 'from' | 'to', says: string) => void,
): Span | undefined {
  const [begin, end] = [momentIn(from), momentIn(to)]
  if (from !== undefined && begin === undefined) wrong('from', NO_MOMENT)
  if (to !== undefined && end === undefined) wrong('to', NO_MOMENT)
  if (begin === undefined && end === undefined) return undefined
  return { from: begin ?? 0, to: end ?? END_OF_TIME }
}

const NO_MOMENT = 'Must be a time, as 2026-11-22T10:00Z has it, or milliseconds since 1970.'

// A time without a zone is of UTC, as all times of the log are.
function momentIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  const [, day, time = '00:00'] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?Z?$/.exec(text) ?? []
  const moment = day === undefined ? Number.NaN : Date.parse(`${day}T${time}Z`)
  return Number.isNaN(moment) ? undefined : Math.max(0, moment)
}

/** Where a list goes on, as texts have it; undefined for what is no place. */
export function readEventPlace(text: string): EventPlace | undefined {
  const [, at, id] = /^(\d{1,15})\.([\w.:-]{1,64})$/.exec(text) ?? []
  return at === undefined || id === undefined ? undefined : { at: Number(at), id }
}

/** The place itself, not an id to be looked up: the event may be gone when the list goes on. */
export function eventPlaceText({ at, id }: EventPlace): string {
  return `${String(at)}.${id}`
}
