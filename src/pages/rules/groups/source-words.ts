import type { Provider } from '../../../identity/providers/provider.ts'
import type { GroupSource } from '../../../policy/group.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'

/** Where members come from, as a list shows it: a name, and what it is a name of. */
export interface SourceWords {
  readonly name: string
  readonly of: string
  /** Nobody becomes a member by it as things are. */
  readonly isIdle: boolean
}

/** @param product as people call it */
export function sourceWords(
  source: GroupSource,
  { providers }: Pick<PolicyDocument, 'providers'>,
  product: string,
): SourceWords {
  if (source.from === 'product') {
    return { name: source.name, of: `group of ${product}`, isIdle: false }
  }
  const provider = providers.find(({ id }) => id === source.provider)
  return { name: source.value, ...claimWords(source.provider, provider) }
}

/** What a value of a groups claim is worth. @param id of the provider, also when that is gone */
export function claimWords(
  id: string,
  provider: Provider | undefined,
): { readonly of: string; readonly isIdle: boolean } {
  if (provider === undefined) {
    return { of: `of the provider ${id}, which is not there any more`, isIdle: true }
  }
  if (provider.groupsClaim === undefined) {
    return { of: `of ${provider.name}, which names no groups claim`, isIdle: true }
  }
  const claim = `claim ${provider.groupsClaim} of ${provider.name}`
  return provider.enabled
    ? { of: claim, isIdle: false }
    : { of: `${claim}, which is switched off`, isIdle: true }
}
