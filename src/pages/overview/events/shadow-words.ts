import type { PolicyDocument } from '../../../policy/policy-document.ts'

/**
 * What a rule in shadow would have done, as a sentence.
 * @param shadow the name that decisions give to it: `would-deny:no-deletes`
 * @param document of today: of a rule that is gone from it, the id is told
 */
export function shadowWords(
  shadow: string,
  { resources, limits }: Pick<PolicyDocument, 'resources' | 'limits'>,
): string {
  const what = shadow.replace(/:.*/, '')
  const id = shadow.slice(what.length + 1)
  const nameIn = (rules: readonly { readonly id: string; readonly name: string }[]) =>
    rules.find((rule) => rule.id === id)?.name ?? id
  switch (what) {
    case 'would-deny':
      return `The rule “${nameIn(resources)}” in shadow would have refused it.`
    case 'would-allow':
      return `The rule “${nameIn(resources)}” in shadow would have allowed it.`
    case 'would-limit':
      return `The limit “${nameIn(limits.rules)}” in shadow would have refused it.`
    case 'would-lock':
      return 'The guard in shadow would have locked this caller.'
    default:
      return `In shadow: ${shadow}.`
  }
}
