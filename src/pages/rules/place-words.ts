import type { Fault } from '../../lib/fault.ts'
import type { PolicyDocument } from '../../policy/policy-document.ts'

const ACCESS: Readonly<Record<string, string>> = {
  mayCall: '“Who may call”',
  readOnly: '“Who only reads”',
  fullAccess: '“Who may call everything”',
  mayHoldTokens: '“Who may hold tokens”',
}

/** What stands at a place of the document, as a reader of the pages knows it. */
export function placeWords(path: string, document: PolicyDocument): string {
  const [section = '', member = '', at = ''] = path.split('.')
  const named = (kind: string, list: readonly { readonly name: string }[], index: string) => {
    const entry = list[Number(index)]
    return entry === undefined ? path : `${kind} “${entry.name}”`
  }
  switch (section) {
    case 'resources':
      return named('the access rule', document.resources, member)
    case 'groups':
      return named('the group', document.groups, member)
    case 'providers':
      return named('the identity provider', document.providers, member)
    case 'bypasses':
      return named('the bypass', document.bypasses, member)
    case 'limits':
      if (member === 'budget') return 'how callers share the product’s budget'
      return member === 'rules' ? named('the limit', document.limits.rules, at) : path
    case 'access':
      return ACCESS[member] ?? path
    default:
      return path
  }
}

/** A fault of the whole document, in words for the top of a form. */
export function faultWords({ path, says }: Fault, document: PolicyDocument): string {
  if (path === '') return says
  const place = placeWords(path, document)
  return `${place.slice(0, 1).toUpperCase()}${place.slice(1)}: ${says}`
}
