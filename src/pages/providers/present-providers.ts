import type { Provider } from '../../identity/providers/provider.ts'
import type { PolicyDocument } from '../../policy/policy-document.ts'
import { keySourceWords, mappingWords, rulesWords } from './provider-words.ts'

interface ProviderCard {
  readonly id: string
  readonly name: string
  readonly isOn: boolean
  readonly next: 'on' | 'off'
  readonly issuer: string | undefined
  readonly keys: string
  readonly audiences: readonly string[]
  readonly rules: string
  readonly account: string
  readonly editAction: string
  readonly switchAction: string
  readonly removeAction: string
}

export interface ProviderListModel {
  readonly providers: readonly ProviderCard[]
  readonly isEmpty: boolean
  readonly count: string
  readonly addAction: string
  /** The kind of credential as a whole is switched off, so that no provider here has any effect. */
  readonly isSwitchedOff: boolean
}

/** @param actions path that a provider's id and the name of an action are added to */
export function presentProviders(
  { providers, switches }: PolicyDocument,
  actions: string,
): ProviderListModel {
  const on = providers.filter((provider) => provider.enabled).length
  return {
    providers: providers.map((provider) => presentProvider(provider, actions)),
    isEmpty: providers.length === 0,
    count: `${String(on)} on${on === providers.length ? '' : `, ${String(providers.length - on)} off`}`,
    addAction: `${actions}/add`,
    isSwitchedOff: !switches.providerTokens,
  }
}

function presentProvider(provider: Provider, actions: string): ProviderCard {
  const own = `${actions}/${encodeURIComponent(provider.id)}`
  return {
    id: provider.id,
    name: provider.name,
    isOn: provider.enabled,
    next: provider.enabled ? 'off' : 'on',
    issuer: provider.issuer,
    keys: keySourceWords(provider.keys),
    audiences: provider.audiences,
    rules: rulesWords(provider),
    account: sentence(mappingWords(provider.account)),
    editAction: `${own}/form`,
    switchAction: `${own}/enabled`,
    removeAction: `${own}/remove`,
  }
}

function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}
