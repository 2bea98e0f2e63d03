import type { Person } from '../../identity/person.ts'
import { checkReferences } from '../../policy/check-references.ts'
import type { PolicyDocument } from '../../policy/policy-document.ts'
import { impactOf } from '../../policy/policy-impact.ts'
import type { PagesDeps } from '../page-room.ts'
import { readAsOf } from './read-as.ts'
import { savePart, type PartSaving } from './save-part.ts'

/** What has to be said before a change is made, and the name of just these words. */
export interface Question {
  readonly loses: readonly string[]
  readonly gains: readonly string[]
  /** Sent back by whoever has read it. Another loss meanwhile has another name, and is asked again. */
  readonly answer: string
}

/** The answer of who has read these losses, also where they were told before anything was sent. */
export function answerTo(loses: readonly string[]): string {
  return readAsOf(loses)
}

/** What comes of a form whose change may take something away. */
export type AskedSaving =
  | PartSaving
  /** Nothing was changed: somebody loses something, and that was not confirmed. */
  | { readonly kind: 'asks'; readonly question: Question }

export interface Asking {
  /** The answer that was sent with the form; empty where nothing was asked yet. */
  readonly answer: string
  /** What this admin loses in person, beside what everybody does. */
  readonly alsoLoses?: (before: PolicyDocument, after: PolicyDocument) => readonly string[]
}

/**
 * Saves like `savePart`, but a change by which somebody loses access only with the answer to the question
 * that says so, decided on the document as it is stored at this moment.
 */
export async function saveAsking(
  deps: Pick<PagesDeps, 'policies'>,
  admin: Person,
  requestId: string,
  { answer, alsoLoses }: Asking,
  decide: (document: PolicyDocument) => PartSaving,
): Promise<AskedSaving> {
  let question: Question | undefined
  const saving = await savePart(deps, admin, requestId, (document) => {
    const part = decide(document)
    // What is refused anyway need not be asked about.
    if (part.kind !== 'saved' || checkReferences(part.document).length > 0) return part
    const { loses, gains } = impactOf(document, part.document)
    const all = [...loses, ...(alsoLoses?.(document, part.document) ?? [])]
    const asked = answerTo(all)
    if (all.length === 0 || asked === answer) return part
    question = { loses: all, gains, answer: asked }
    return { kind: 'refused', faults: [] }
  })
  return question === undefined ? saving : { kind: 'asks', question }
}
