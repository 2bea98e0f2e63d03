import type { Fault } from '../../lib/fault.ts'
import { TRY, tryOut, type TryOutDeps } from '../rules/replay/try-out.ts'
import type { ReplayModel } from '../rules/replay/present-replay.ts'
import type { Person } from '../../identity/person.ts'
import { saveProvider, type SaveRequest, type SaveRules } from './save-provider.ts'
import { wordsOn } from './saving-words.ts'

/** What came of trying a provider as its form has it: what it would have done, or why it cannot be tried. */
export interface TriedProvider {
  readonly replay: ReplayModel | undefined
  readonly problems: readonly string[]
}

/** Whether a form asks to be tried, and nothing to be saved. */
export function isTry(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'answer' in body && body.answer === TRY
}

/** Told beside the form, which keeps all that was typed, its secrets too. */
export async function tryProvider(
  deps: TryOutDeps,
  admin: Person,
  request: SaveRequest,
  rules: SaveRules,
): Promise<TriedProvider> {
  const { document } = await deps.policies.read(admin.tenant.id)
  const saving = saveProvider(document, request, rules)
  if (saving.kind === 'saved') {
    return { replay: await tryOut(deps, admin, saving.document), problems: [] }
  }
  const { faults, objection } = { objection: undefined, ...wordsOn(saving) }
  return { replay: undefined, problems: objection === undefined ? faults.map(told) : [objection] }
}

function told({ path, says }: Fault): string {
  return path === '' ? says : `${path}: ${says}`
}
