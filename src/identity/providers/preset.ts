import type { Provider } from './provider.ts'

/** What a well-known make of provider begins with; never one that is trusted as it is. */
export interface Preset {
  readonly id: string
  readonly name: string
  readonly summary: string
  /** Where its maker describes the tokens. */
  readonly docs?: string
  /**
   * As `parseProvider` reads it, once every `{placeholder}` is replaced; until then each is a fault, so
   * that none is saved by oversight.
   */
  readonly draft: ProviderDraft
  /** What only the admin knows: at which place of the draft, and what belongs there. */
  readonly placeholders: readonly { readonly in: string; readonly says: string }[]
  /** For whoever sets it up. */
  readonly notes: readonly string[]
}

type ProviderDraft = Pick<
  Provider,
  'id' | 'name' | 'issuer' | 'audiences' | 'keys' | 'algorithms' | 'account' | 'rules'
> &
  Partial<Pick<Provider, 'subjectClaim' | 'groupsClaim'>>
