import { checkReferences } from '../../../policy/check-references.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { placeWords } from '../place-words.ts'

/** What names a group, and would be left without it: "the access rule “Search”". */
export function placesNaming(groupId: string, document: PolicyDocument): readonly string[] {
  const without = withoutGroup(groupId, document)
  // What is amiss anyway does not name it.
  const before = new Set(checkReferences(document).map(({ path }) => path))
  const left = checkReferences(without).filter(({ path }) => !before.has(path))
  return [...new Set(left.map(({ path }) => placeWords(path, document)))]
}

export function withoutGroup(groupId: string, document: PolicyDocument): PolicyDocument {
  return { ...document, groups: document.groups.filter(({ id }) => id !== groupId) }
}
