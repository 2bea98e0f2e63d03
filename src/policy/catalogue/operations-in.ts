import type { Product } from '../../tenants/tenant.ts'
import { contains, readPattern, type PathPattern } from '../path-pattern.ts'
import type { ResourceRule } from '../resource-rule.ts'
import { canonicalPath, operationsOf } from './catalogue.ts'
import type { ProductOperation } from './product-operation.ts'

interface Placed {
  readonly operation: ProductOperation
  readonly pattern: PathPattern
}

const PLACED: Readonly<Record<Product, readonly Placed[]>> = {
  jira: placed('jira'),
  confluence: placed('confluence'),
}

/**
 * The operations that a rule is about: all whose calls fit its path and methods, whatever stands in the
 * place of their parameters.
 * @param path a pattern without a fault
 */
export function operationsIn(
  product: Product,
  { path, methods }: Pick<ResourceRule, 'path' | 'methods'>,
): readonly ProductOperation[] {
  const whole = readPattern(canonicalPath(product, path), false)
  return PLACED[product].flatMap(({ operation, pattern }) =>
    contains(whole, pattern) && isAbout(methods, operation) ? [operation] : [],
  )
}

function isAbout(methods: ResourceRule['methods'], { method, reads }: ProductOperation): boolean {
  if (methods === 'all') return true
  if (methods === 'reads') return reads
  return methods.some((each) => each === method)
}

function placed(product: Product): readonly Placed[] {
  return operationsOf(product).map((operation) => ({
    operation,
    pattern: readPattern(operation.path, false),
  }))
}
