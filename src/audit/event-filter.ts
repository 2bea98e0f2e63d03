import type { Fault } from '../lib/fault.ts'
import type { EventFilter, EventPlace, Span } from './audit-reader.ts'
import { isEventKind } from './event-kinds.ts'
import { NO_MOMENT, momentIn } from './moment-text.ts'

const FREE = [
  'requestId',
  'credentialKind',
  'credentialId',
  'accountId',
  'subject',
  'actor',
  'trustRule',
  'address',
  'method',
  'operation',
  'path',
  'code',
  'rule',
  'shadow',
  'countedBy',
  'hint',
  'traceId',
] as const

const CHOICES = {
  what: ['calls', 'changes'],
  ended: ['answered', 'refused', 'failed'],
  outcome: ['unknown', 'answered', 'refused', 'failed', 'aborted'],
  actsAs: ['user', 'app', 'caller', 'anonymous'],
  shownAs: ['app'],
} as const satisfies { readonly [Name in keyof EventFilter]: readonly EventFilter[Name][] }

/** Whole numbers, and of what. */
const COUNTS = {
  atLeastMs: ' of milliseconds',
  upstreamAtLeastMs: ' of milliseconds',
  bytesInAtLeast: ' of bytes',
  bytesOutAtLeast: ' of bytes',
  status: '',
  upstreamStatus: '',
  policyVersion: '',
} as const satisfies { readonly [Name in keyof EventFilter]: string }

type Choice = keyof typeof CHOICES
type Count = keyof typeof COUNTS
type Free = (typeof FREE)[number]

/** A filter's name in forms and in addresses: each of its members, and both ends of its span. */
export type FilterName = Choice | Count | Free | 'from' | 'to' | 'caller' | 'deprecated' | 'kind'

/** As it was sent: what is empty or absent does not matter. */
export type FilterTexts = Readonly<Partial<Record<FilterName, string>>>

// Both objects have their keys alone, which their types say.
const CHOICE_NAMES = Object.keys(CHOICES) as Choice[]
const COUNT_NAMES = Object.keys(COUNTS) as Count[]

export const FILTER_NAMES: readonly FilterName[] = [
  ...CHOICE_NAMES,
  'from',
  'to',
  'kind',
  'caller',
  ...FREE,
  ...COUNT_NAMES,
  'deprecated',
]

const TEXT_LENGTH_MAX = 2_048
/** Where a span ends that has no end. */
export const END_OF_TIME = Number.MAX_SAFE_INTEGER

/** @returns the filter of what could be understood, and what could not, by its name */
export function readEventFilter(sent: FilterTexts): {
  readonly filter: EventFilter
  readonly faults: readonly Fault[]
} {
  const faults: Fault[] = []
  const wrong = (name: FilterName, says: string) => void faults.push({ path: name, says })
  const texts: Partial<Record<FilterName, string>> = {}
  for (const name of FILTER_NAMES) {
    const text = sent[name]?.trim() ?? ''
    if (text.length > TEXT_LENGTH_MAX) wrong(name, 'Must be shorter.')
    else if (text !== '') texts[name] = text
  }
  const { deprecated, kind } = texts
  if (deprecated !== undefined && deprecated !== 'true') wrong('deprecated', 'Must be true.')
  if (kind !== undefined && !isEventKind(kind)) wrong('kind', 'Must be a kind of event.')
  const span = spanOf(texts, wrong)
  const filter: EventFilter = {
    ...choicesIn(texts, wrong),
    ...(span === undefined ? {} : { span }),
    // As it was sent, since a name may end with a space.
    ...(texts.caller === undefined ? {} : { caller: sent.caller ?? '' }),
    ...countsIn(texts, wrong),
    ...(deprecated === 'true' ? { deprecated: true } : {}),
    ...(kind !== undefined && isEventKind(kind) ? { kind } : {}),
    ...Object.fromEntries(
      FREE.flatMap((name) => (texts[name] === undefined ? [] : [[name, texts[name]]])),
    ),
  }
  return { filter, faults }
}

/** The other way round, for addresses and forms. */
export function filterTexts({ span, ...rest }: EventFilter): FilterTexts {
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
    ...(span === undefined || span.from === 0 ? {} : { from: String(span.from) }),
    ...(span === undefined || span.to === END_OF_TIME ? {} : { to: String(span.to) }),
  }
}

type Wrong = (name: FilterName, says: string) => void

function choicesIn(texts: FilterTexts, wrong: Wrong) {
  return Object.fromEntries(
    CHOICE_NAMES.flatMap((name) => {
      const text = texts[name]
      if (text === undefined) return []
      const words: readonly string[] = CHOICES[name]
      if (words.includes(text)) return [[name, text]]
      wrong(name, `Must be ${words.join(', ').replace(/, (\w+)$/, ' or $1')}.`)
      return []
    }),
  )
}

// No column of a number says more, and none of bytes more than a program can count.
const COUNT = /^\d{1,9}$/
const BYTES = /^\d{1,15}$/

function countsIn(texts: FilterTexts, wrong: Wrong) {
  return Object.fromEntries(
    COUNT_NAMES.flatMap((name) => {
      const text = texts[name]
      if (text === undefined) return []
      const form = COUNTS[name] === ' of bytes' ? BYTES : COUNT
      if (form.test(text)) return [[name, Number(text)]]
      wrong(name, `Must be a whole number${COUNTS[name]}.`)
      return []
    }),
  )
}

function spanOf({ from, to }: FilterTexts, wrong: Wrong): Span | undefined {
  const [begin, end] = [momentIn(from), momentIn(to)]
  if (from !== undefined && begin === undefined) wrong('from', NO_MOMENT)
  if (to !== undefined && end === undefined) wrong('to', NO_MOMENT)
  if (begin === undefined && end === undefined) return undefined
  return { from: begin ?? 0, to: end ?? END_OF_TIME }
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
