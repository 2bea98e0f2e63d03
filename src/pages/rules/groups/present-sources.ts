import type { ProductGroup } from '../../../identity/product-groups.ts'
import type { Provider } from '../../../identity/providers/provider.ts'
import type { GroupSource } from '../../../policy/group.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { FieldModel, PresentField } from '../../field-model.ts'
import { claimingProviders, type GroupForm } from './group-form.ts'
import { claimWords } from './source-words.ts'

interface TickedGroup {
  readonly at: string
  readonly groupId: string
  readonly name: string
  readonly chosen: boolean
}

/** What came of looking for groups of the product. */
export interface Search {
  readonly text: string
  readonly found: readonly ProductGroup[]
  /** Instead of what was found: why there is nothing. */
  readonly says?: string | undefined
}

/** Where members come from, with what was found for more of it. */
export interface SourcesModel {
  readonly productName: string
  readonly searchText: string
  readonly groups: readonly TickedGroup[]
  readonly hasGroups: boolean
  /** Told after a search, with the keyboard on it. */
  readonly told: string | undefined
  readonly claims: readonly FieldModel[]
  readonly hasClaims: boolean
  readonly strays: readonly {
    readonly at: string
    readonly provider: string
    readonly value: string
    readonly of: string
  }[]
  readonly hasStrays: boolean
  /** Why a provider that somebody may look for cannot be chosen. */
  readonly unfit: string | undefined
  readonly fault: string | undefined
}

export function presentSources(
  form: GroupForm,
  { providers }: Pick<PolicyDocument, 'providers'>,
  field: PresentField,
  { productName }: { readonly productName: string },
  search?: Search,
): SourcesModel {
  const chosen = new Set(form.picked.map(({ groupId }) => groupId))
  const found = (search?.found ?? []).filter(({ groupId }) => !chosen.has(groupId))
  const groups = [...form.picked, ...found].map(({ groupId, name }, at) => ({
    at: String(at),
    groupId,
    name,
    chosen: chosen.has(groupId),
  }))
  const claims = claimingProviders(providers).map((provider) => claimField(provider, form, field))
  return {
    productName,
    searchText: search?.text ?? '',
    groups,
    hasGroups: groups.length > 0,
    told: search && (search.says ?? foundWords(search, found.length)),
    claims,
    hasClaims: claims.length > 0,
    strays: form.strays.map((stray, at) => ({
      ...stray,
      at: String(at),
      of: claimWords(stray.provider, byId(providers, stray.provider)).of,
    })),
    hasStrays: form.strays.length > 0,
    unfit: unfitWords(providers),
    fault: field('sources', { label: '', value: '' }).fault,
  }
}

/** The field that shows a place below `sources`; undefined for other places. */
export function sourceFieldOf(
  path: string,
  sources: readonly GroupSource[],
  form: GroupForm,
): string | undefined {
  const [first, at] = path.split('.')
  if (first !== 'sources') return undefined
  const source = at === undefined ? undefined : sources[Number(at)]
  const isInLines = source?.from === 'provider' && form.claimed.has(source.provider)
  return isInLines ? `claimed.${source.provider}` : 'sources'
}

function claimField(provider: Provider, form: GroupForm, field: PresentField): FieldModel {
  return field(`claimed.${provider.id}`, {
    label: `Groups in tokens of ${provider.name}`,
    value: form.claimed.get(provider.id) ?? '',
    hint: `One per line, exactly as the claim ${provider.groupsClaim ?? ''} has them.${provider.enabled ? '' : ' The provider is switched off.'}`,
    lines: 2,
    wide: true,
    code: true,
  })
}

function foundWords({ text, found }: Search, added: number): string {
  if (found.length === 0) return `No group has “${text}” in its name.`
  if (added === 0) return `What has “${text}” in its name is ticked already.`
  const count = added === 1 ? '1 more group has' : `${String(added)} more groups have`
  return `${count} “${text}” in the name. Tick whom you mean.`
}

function unfitWords(providers: readonly Provider[]): string | undefined {
  const names = providers
    .filter(({ groupsClaim }) => groupsClaim === undefined)
    .map(({ name }) => `“${name}”`)
  if (names.length === 0) return undefined
  const verb = names.length === 1 ? 'names no groups claim' : 'name no groups claim'
  return `${names.join(', ')} ${verb} yet, so tokens say nothing about groups. Enter it on the page “Identity providers” first.`
}

function byId(providers: readonly Provider[], id: string): Provider | undefined {
  return providers.find((each) => each.id === id)
}
