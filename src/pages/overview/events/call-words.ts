import type { RecordedEvent } from '../../../audit/audit-event.ts'
import { HINTS } from '../../../lib/hints.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { refusalWords } from './change-words.ts'
import { shadowWords } from './shadow-words.ts'

export type RecordedCall = Extract<RecordedEvent, { readonly kind: 'call' }>

/** How a call ended: in a word or two, with its colour, and in sentences. */
export interface CallEnd {
  readonly word: string
  readonly tone: 'good' | 'plain' | 'warning' | 'bad'
  readonly why: readonly string[]
}

/** @param document that the rules have their names of */
export function callEnd(call: RecordedCall, document: PolicyDocument): CallEnd {
  const { completion } = call
  const status = completion === undefined || completion.status === 0 ? '' : completion.status
  const word = (text: string) => `${text} ${String(status)}`.trim()
  const shadows = inShadow(call, document)
  if (call.decision === 'deny') {
    return { word: word('Refused'), tone: 'bad', why: [whyRefused(call), ...shadows] }
  }
  const why = [...ofProduct(call), ...shadows]
  switch (call.outcome) {
    case 'answered':
      return { word: word('Answered'), tone: Number(status) < 400 ? 'good' : 'plain', why }
    case 'aborted':
      return {
        word: 'Given up',
        tone: 'warning',
        why: ['The caller left before the answer was complete.', ...why],
      }
    case 'unknown':
      return {
        word: 'Not known',
        tone: 'warning',
        why: ['It is under way, or Gatehouse stopped before it ended.', ...why],
      }
    case 'failed':
    case 'refused':
      return { word: word('Failed'), tone: 'warning', why }
  }
}

function whyRefused({ completion, rule }: RecordedCall): string {
  return refusalWords(completion?.code ?? rule)
}

function ofProduct({ completion }: RecordedCall): readonly string[] {
  const { code, hint, deprecation } = completion ?? {}
  return [
    ...(code === undefined ? [] : [refusalWords(code)]),
    ...(hint === undefined ? [] : [hintWords(hint)]),
    ...(deprecation === undefined ? [] : ['The product is to take this operation away.']),
  ]
}

/** What Gatehouse made of the product's refusal, in the words that the caller was told. */
export function hintWords(hint: string): string {
  // It was asked for just before.
  return Object.hasOwn(HINTS, hint) ? HINTS[hint as keyof typeof HINTS] : hint
}

function inShadow({ shadows }: RecordedCall, document: PolicyDocument): readonly string[] {
  return (shadows?.split(' ') ?? []).map((shadow) => shadowWords(shadow, document))
}
