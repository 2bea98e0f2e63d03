import type { Person } from '../../identity/person.ts'
import type { Fault } from '../../lib/fault.ts'
import { checkReferences } from '../../policy/check-references.ts'
import type { PolicyDocument } from '../../policy/policy-document.ts'
import type { PagesDeps } from '../page-room.ts'

/** What comes of a form: a document that is to be stored, or why there is none. */
export type PartSaving =
  | { readonly kind: 'saved'; readonly document: PolicyDocument }
  /** Paths are those of the form's part, or of the whole document where the part clashes with others. */
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }
  /** Somebody else changed or removed the part since the form was opened. */
  | { readonly kind: 'outdated' }

/**
 * Changes a part of the tenant's policy, decided on the document as it is stored at this moment, so that
 * two admins do not undo each other. What does not fit the rest of the document is refused and changes
 * nothing.
 */
export async function savePart(
  { policies }: Pick<PagesDeps, 'policies'>,
  { tenant, accountId }: Person,
  requestId: string,
  decide: (document: PolicyDocument) => PartSaving,
): Promise<PartSaving> {
  let saving: PartSaving | undefined
  await policies.change(tenant.id, { actor: accountId, requestId }, ({ document }) => {
    saving = fitting(decide(document))
    return saving.kind === 'saved' ? saving.document : document
  })
  if (saving === undefined) throw new Error('a change was made without being decided')
  return saving
}

/** The saving itself, or why the rest of the document does not let it be. */
export function fitting(saving: PartSaving): PartSaving {
  if (saving.kind !== 'saved') return saving
  const faults = checkReferences(saving.document)
  return faults.length === 0 ? saving : { kind: 'refused', faults }
}
