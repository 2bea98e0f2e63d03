import type { DoubtKind } from '../../../policy/explain/doubts.ts'

/** On what an answer depends that nobody knows. */
export const DOUBT_WORDS: Readonly<Record<DoubtKind, string>> = {
  query: 'A rule asks for something in the query whose value nobody knows here.',
  path: 'A rule is about some of the places that the path can name.',
  address: 'A rule is about where the caller is.',
  grant: 'The credential is limited to some of the places that the path can name.',
}
