import { searchOperations } from '../../../policy/catalogue/search-operations.ts'
import type { Product } from '../../../tenants/tenant.ts'

const SHOWN_MAX = 8

/** What was found while somebody types into the search of a rule's form. */
export interface FoundOperationsModel {
  readonly says: string
  readonly editAction: string
  readonly choices: readonly {
    readonly title: string
    readonly method: string
    readonly path: string
    readonly deprecated: boolean
    /** What the button sends: takes this operation into the form. */
    readonly values: string
  }[]
}

/** @param editAction path of the form's edits */
export function findOperations(
  typed: string,
  product: Product,
  editAction: string,
): FoundOperationsModel {
  if (typed.trim() === '') return { says: '', editAction, choices: [] }
  const found = searchOperations(product, { text: typed })
  const choices = found.slice(0, SHOWN_MAX).map(({ title, method, path, deprecated }) => {
    const values = JSON.stringify({ do: 'take-operation', operation: `${method} ${path}` })
    return { title, method, path, deprecated, values }
  })
  return { says: saysOf(choices.length, found.length), editAction, choices }
}

function saysOf(shown: number, all: number): string {
  if (all === 0) return 'No known operation fits. You can write the path yourself.'
  return shown === all ? '' : `The best ${String(shown)} of ${String(all)}; more words find less.`
}
