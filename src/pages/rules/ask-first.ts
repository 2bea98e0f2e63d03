import type { Person } from '../../identity/person.ts'
import { isSameValue } from '../../lib/same-value.ts'
import { checkReferences } from '../../policy/check-references.ts'
import type { PolicyDocument } from '../../policy/policy-document.ts'
import { impactOf } from '../../policy/policy-impact.ts'
import { readAsOf } from './read-as.ts'
import type { ReplayModel } from './replay/present-replay.ts'
import { TRY, tryOut, type TryOutDeps } from './replay/try-out.ts'
import { fitting, savePart, type PartSaving } from './save-part.ts'

/** What has to be said before a change is made, and the name of just these words. */
export interface Question {
  readonly loses: readonly string[]
  readonly gains: readonly string[]
  /** Sent back by whoever has read it. Another loss meanwhile has another name, and is asked again. */
  readonly answer: string
  /** Whether it changes anything that calls of the past can be tried on. */
  readonly concernsCalls: boolean
  /** What was seen of it in shadow; no part of the answer, since there is more of it all the time. */
  readonly seen?: readonly string[]
  /** What it would have done to the latest calls, where somebody wanted to know. */
  readonly trial?: ReplayModel
}

/** The answer of who has read these losses, also where they were told before anything was sent. */
export function answerTo(loses: readonly string[]): string {
  return readAsOf(loses)
}

/** What comes of a form whose change may take something away. */
export type AskedSaving =
  | PartSaving
  /** Nothing was changed: somebody loses something that was not confirmed, or it was only tried. */
  | { readonly kind: 'asks'; readonly question: Question }

export interface Asking {
  /** Asks of what takes nothing away as well. */
  readonly alwaysAsks?: true
  /** The answer that was sent with the form; empty where nothing was asked yet; `TRY` to try it only. */
  readonly answer: string
  /** What this admin loses in person, beside what everybody does. */
  readonly alsoLoses?: (before: PolicyDocument, after: PolicyDocument) => readonly string[]
}

/**
 * Saves like `savePart`, but a change by which somebody loses access only with the answer to the question
 * that says so, decided on the document as it is stored at this moment.
 */
export async function saveAsking(
  deps: TryOutDeps,
  admin: Person,
  requestId: string,
  { answer, alsoLoses, alwaysAsks }: Asking,
  decide: (document: PolicyDocument) => PartSaving,
): Promise<AskedSaving> {
  if (answer === TRY) return tried(deps, admin, alsoLoses, decide)
  let question: Question | undefined
  const saving = await savePart(deps, admin, requestId, (document) => {
    const part = decide(document)
    // What is refused anyway need not be asked about.
    if (part.kind !== 'saved' || checkReferences(part.document).length > 0) return part
    const asked = questionAbout(document, part.document, alsoLoses)
    const isAsked = asked.loses.length > 0 || alwaysAsks === true
    if (!isAsked || asked.answer === answer) return part
    question = asked
    return { kind: 'refused', faults: [] }
  })
  return question === undefined ? saving : { kind: 'asks', question }
}

/** Nothing is held up meanwhile: what is tried is the document as it was when somebody asked. */
async function tried(
  deps: TryOutDeps,
  admin: Person,
  alsoLoses: Asking['alsoLoses'],
  decide: (document: PolicyDocument) => PartSaving,
): Promise<AskedSaving> {
  const { document } = await deps.policies.read(admin.tenant.id)
  const part = fitting(decide(document))
  if (part.kind !== 'saved') return part
  const question = questionAbout(document, part.document, alsoLoses)
  const trial = await tryOut(deps, admin, part.document)
  return { kind: 'asks', question: { ...question, trial } }
}

function questionAbout(
  before: PolicyDocument,
  after: PolicyDocument,
  alsoLoses: Asking['alsoLoses'],
): Question {
  const { loses, gains } = impactOf(before, after)
  const all = [...loses, ...(alsoLoses?.(before, after) ?? [])]
  // Limits count over time, and the record is written after a call: neither says anything of a single one.
  const { limits, retention } = after
  const concernsCalls = !isSameValue({ ...before, limits, retention }, after)
  return { loses: all, gains, answer: answerTo(all), concernsCalls }
}
