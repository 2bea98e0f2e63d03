import { createHash } from 'node:crypto'
import { isDeeperThan } from '../../../lib/json-depth.ts'
import { parseSingleJson } from '../../../lib/single-json.ts'

/** As much as the management API takes. */
const CHARACTERS_MAX = 512 * 1024
const DEPTH_MAX = 40

export type ImportText =
  | { readonly kind: 'read'; readonly input: object }
  /** Why it is no document that could be looked at. */
  | { readonly kind: 'unreadable'; readonly says: string }

/** Reads what was pasted: a document as it is exported here, or as the management API answers it. */
export function readImportText(text: string): ImportText {
  const unreadable = (says: string) => ({ kind: 'unreadable', says }) as const
  if (text.trim() === '') return unreadable('Choose a file, or paste what was exported.')
  if (text.length > CHARACTERS_MAX) return unreadable('This is larger than any policy can be.')
  const value = parseSingleJson(text)
  if (value === undefined || isDeeperThan(DEPTH_MAX, value)) {
    return unreadable(
      'This is no JSON object in which every name stands once. Has a part got lost when it was copied?',
    )
  }
  return { kind: 'read', input: documentIn(value) }
}

/** Tells whether a text is still the one that was checked. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

// The management API answers a document together with its version.
function documentIn(value: object): object {
  const isAnswer = 'document' in value && 'version' in value && !('format' in value)
  const { document } = isAnswer ? value : { document: value }
  return typeof document === 'object' && document !== null ? document : value
}
