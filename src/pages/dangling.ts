import { checkReferences } from '../policy/check-references.ts'
import type { PolicyDocument } from '../policy/policy-document.ts'
import { faultWords } from './rules/place-words.ts'

/**
 * What a change would leave naming something that is not there any more, a sentence for each place. What
 * is amiss already is not the change's.
 */
export function danglingWords(before: PolicyDocument, after: PolicyDocument): readonly string[] {
  const known = new Set(checkReferences(before).map(({ path, says }) => `${path} ${says}`))
  return checkReferences(after)
    .filter(({ path, says }) => !known.has(`${path} ${says}`))
    .map((fault) => faultWords(fault, after))
}
