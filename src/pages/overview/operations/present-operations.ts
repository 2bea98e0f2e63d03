import { searchOperations } from '../../../policy/catalogue/search-operations.ts'
import type { Product } from '../../../tenants/tenant.ts'
import { counted } from '../../counted.ts'
import { choice, type ChoiceModel } from '../../field-model.ts'
import type { OperationSearch } from './operation-form.ts'
import { APIS, operationModel, type OperationModel } from './operation-words.ts'

/** What was found; a part of the tab that is shown anew while somebody types. */
export interface OperationListModel {
  readonly says: string
  readonly rows: readonly OperationModel[]
  /** Set where there is more than is shown. */
  readonly more: { readonly action: string; readonly values: string } | undefined
}

export interface OperationSearchModel {
  readonly action: string
  readonly text: string
  readonly apis: readonly ChoiceModel[]
  readonly kinds: readonly ChoiceModel[]
  readonly list: OperationListModel
}

export interface OperationsView {
  readonly product: Product
  readonly appScopes: readonly string[]
  /** Path that the search is sent to. */
  readonly action: string
}

export function presentOperationSearch(
  view: OperationsView,
  search: OperationSearch,
): OperationSearchModel {
  const { text, api = '', only = '' } = search
  return {
    action: view.action,
    text,
    apis: [['', 'All'] as const, ...APIS[view.product]].map(([id, name]) => choice(id, name, api)),
    kinds: KINDS.map(([id, name]) => choice(id, name, only)),
    list: presentOperationList(view, search),
  }
}

const KINDS = [
  ['', 'All'],
  ['reads', 'What reads'],
  ['writes', 'What writes'],
  ['deprecated', 'What the product takes away'],
] as const

export function presentOperationList(
  { product, appScopes, action }: OperationsView,
  search: OperationSearch,
): OperationListModel {
  const found = searchOperations(product, search)
  const rows = found.slice(0, search.shown).map((each) => operationModel(each, appScopes))
  const isCut = rows.length < found.length
  return {
    says: saysOf(rows.length, found.length),
    rows,
    more: isCut ? { action, values: JSON.stringify({ more: String(rows.length) }) } : undefined,
  }
}

function saysOf(shown: number, all: number): string {
  if (all === 0) return 'No operation fits. Try fewer words, or a part of the path.'
  if (shown === all) return `${counted(all, 'operation')}.`
  return `The first ${String(shown)} of ${counted(all, 'operation')}.`
}
