import type { Product } from '../../tenants/tenant.ts'
import { canonicalPath, operationFor, operationsOf } from './catalogue.ts'
import { pastedPaths } from './pasted-path.ts'
import type { ProductApi, ProductOperation } from './product-operation.ts'

/** Which operations of a product are wanted. All that is named has to hold. */
export interface OperationQuery {
  /** Words, a part of a path, or a whole address; empty for all. */
  readonly text?: string
  readonly api?: ProductApi | undefined
  readonly only?: OperationKind | undefined
}

export const OPERATION_KINDS = ['reads', 'writes', 'deprecated'] as const
type OperationKind = (typeof OPERATION_KINDS)[number]

/** What more would say is not looked at; nobody types so many. */
const WORDS_MAX = 12
const TEXT_LENGTH_MAX = 2_048
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Best first; without a text in the order of paths. A pasted address finds what it calls first. */
export function searchOperations(
  product: Product,
  { text = '', api, only }: OperationQuery,
): readonly ProductOperation[] {
  const wanted = operationsOf(product).filter(
    (operation) => (api === undefined || operation.api === api) && isOfKind(operation, only),
  )
  const typed = text.slice(0, TEXT_LENGTH_MAX).trim()
  if (typed === '') return wanted
  const called = calledBy(product, typed)
  const words = wordsIn(product, typed)
  return wanted
    .map((operation) => ({
      operation,
      rank: called.has(operation) ? CALLED : rankOf(operation, words),
    }))
    .filter(({ rank }) => rank > 0)
    .toSorted((one, other) => other.rank - one.rank)
    .map(({ operation }) => operation)
}

function isOfKind({ reads, deprecated }: ProductOperation, only: OperationQuery['only']): boolean {
  switch (only) {
    case undefined:
      return true
    case 'reads':
      return reads
    case 'writes':
      return !reads
    case 'deprecated':
      return deprecated
  }
}

/** The operations that a pasted address calls, by whatever methods there are, or by the one before it. */
function calledBy(product: Product, typed: string): ReadonlySet<ProductOperation> {
  const { method, paths } = pastedPaths(product, typed)
  const methods = method === undefined ? METHODS : [method]
  const called = paths.flatMap((path) =>
    methods.flatMap((each) => {
      const at = canonicalPath(product, path)
      return operationFor({ product, method: each, path: at }) ?? []
    }),
  )
  return new Set(called)
}

function wordsIn(product: Product, typed: string): readonly string[] {
  const words = typed.toLowerCase().split(/\s+/).slice(0, WORDS_MAX)
  return words.map((word) => canonicalPath(product, word.replace(/^https?:\/\/[^/]+(\/wiki)?/, '')))
}

const CALLED = 1_000

/** Every word has to be somewhere; what is nearer to the whole of a title or path comes first. */
function rankOf(operation: ProductOperation, words: readonly string[]): number {
  const { method, path, title, tag, deprecated } = operation
  const [names, address] = [title.toLowerCase(), path.toLowerCase()]
  const spoken = `${names} ${tag.toLowerCase()}`.split(' ')
  let rank = 1
  for (const word of words) {
    const found = Math.max(
      spoken.includes(word) ? 12 : 0,
      spoken.some((each) => each.startsWith(word)) ? 8 : 0,
      address.endsWith(`/${word.replace(/^\//, '')}`) ? 14 : 0,
      address.includes(word) ? 5 : 0,
      method.toLowerCase() === word ? 10 : 0,
    )
    if (found === 0) return 0
    rank += found
  }
  const whole = words.join(' ')
  const bonus = names === whole ? 60 : names.startsWith(whole) ? 20 : 0
  // Of two that fit alike the shorter one is the plainer thing; nobody should begin with what goes away.
  return (rank + bonus + 4 / names.length) * (deprecated ? 0.5 : 1)
}
