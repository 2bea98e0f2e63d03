import { codeWords } from '../../../policy/explain/code-words.ts'
import { namedRule } from '../../../policy/explain/rule-names.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { ReplayChange, ReplayOutcome } from '../../../policy/replay/replay-summary.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import { callWords } from '../../number-words.ts'

/** Calls of one caller that change in the same way. */
export interface ReplayChangeModel {
  /** What its row is coloured by; the words say the same. */
  readonly way: ReplayChange['way']
  readonly word: string
  readonly calls: string
  readonly says: readonly string[]
  readonly method: string
  readonly path: string
  readonly when: Moment
}

const WORDS: Readonly<Record<ReplayChange['way'], string>> = {
  loses: 'Refused',
  gains: 'Allowed',
  'other-code': 'Another reason',
}

export function presentReplayChange(
  { way, calls, before, after, example }: ReplayChange,
  documents: { readonly before: PolicyDocument; readonly after: PolicyDocument },
  now: number,
): ReplayChangeModel {
  return {
    way,
    word: WORDS[way],
    calls: callWords(calls),
    says: [
      `From then on ${endWords(after, documents.after)} ${codeSays(after)}`.trim(),
      `Today ${endWords(before, documents.before)} ${codeSays(before)}`.trim(),
    ],
    method: example.method,
    path: example.path,
    when: momentOf(example.at, now),
  }
}

function endWords({ allowed, rule }: ReplayOutcome, document: PolicyDocument): string {
  const word = allowed ? 'allowed' : 'refused'
  if (rule === undefined) return `${word}.`
  return `${word} by “${namedRule(rule, document).name}”.`
}

function codeSays({ code }: ReplayOutcome): string {
  return code === undefined ? '' : codeWords(code).says
}
