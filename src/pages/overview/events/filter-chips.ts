import type { EventFilter } from '../../../audit/audit-reader.ts'
import type { FilterTexts } from '../../../audit/event-filter.ts'
import { isEventKind } from '../../../audit/event-kinds.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { momentOf } from '../../date-words.ts'
import { durationWords, numberWords } from '../../number-words.ts'
import { hintWords } from './call-words.ts'
import { CHANGE_WORDS, refusalWords } from './change-words.ts'
import {
  ACTS_AS_WORDS,
  ENDED_WORDS,
  filterLabel,
  OUTCOME_WORDS,
  WHAT_WORDS,
} from './filter-fields.ts'
import { shadowWords } from './shadow-words.ts'

/** A part of the filter that holds now, and the filter without it. */
export interface Chip {
  readonly text: string
  readonly vals: string
}

/** @param document that the rules have their names of */
export function presentChips(
  filter: EventFilter,
  texts: FilterTexts,
  document: PolicyDocument,
): readonly Chip[] {
  const without = (...names: readonly string[]) =>
    JSON.stringify(
      Object.fromEntries(Object.entries(texts).filter(([name]) => !names.includes(name))),
    )
  const { span, ...rest } = filter
  const members = Object.entries(rest).map(([name, value]) => ({
    text: name === 'shadow' ? shadowWords(String(value), document) : chipText(name, String(value)),
    vals: without(name),
  }))
  if (span === undefined) return members
  return [{ text: spanText(texts), vals: without('from', 'to') }, ...members]
}

function spanText({ from, to }: FilterTexts): string {
  const words = (at: string) => momentOf(Number(at), 0).exact
  if (from === undefined) return to === undefined ? 'Any time' : `Until ${words(to)}`
  return to === undefined ? `From ${words(from)}` : `${words(from)} – ${words(to)}`
}

function chipText(name: string, value: string): string {
  switch (name) {
    case 'what':
      return wordIn(WHAT_WORDS, value)
    case 'ended':
      return wordIn(ENDED_WORDS, value)
    case 'kind':
      return isEventKind(value) && value !== 'call' ? CHANGE_WORDS[value] : 'Calls'
    case 'code':
      return refusalWords(value)
    case 'hint':
      return hintWords(value)
    case 'shownAs':
      return 'The product shows the app as the author'
    case 'actsAs':
      return `In the name of: ${wordIn(ACTS_AS_WORDS, value)}`
    case 'outcome':
      return `Outcome: ${wordIn(OUTCOME_WORDS, value)}`
    case 'atLeastMs':
      return `Took ${durationWords(Number(value))} or longer`
    case 'upstreamAtLeastMs':
      return `The product took ${durationWords(Number(value))} or longer`
    case 'bytesInAtLeast':
      return `Sent ${numberWords(Number(value))} bytes or more`
    case 'bytesOutAtLeast':
      return `Answered ${numberWords(Number(value))} bytes or more`
    case 'deprecated':
      return 'Announced to be taken away'
    default:
      return `${filterLabel(name)}: ${value}`
  }
}

function wordIn(words: Readonly<Record<string, string>>, value: string): string {
  return words[value] ?? value
}
