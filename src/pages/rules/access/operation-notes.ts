import { canonicalPath } from '../../../policy/catalogue/catalogue.ts'
import { estimatedPointsOf } from '../../../policy/catalogue/estimated-points.ts'
import { scopeStanding } from '../../../policy/catalogue/needed-scope.ts'
import { operationsIn } from '../../../policy/catalogue/operations-in.ts'
import type { ProductOperation } from '../../../policy/catalogue/product-operation.ts'
import type { ResourceRule } from '../../../policy/resource-rule.ts'
import type { Product } from '../../../tenants/tenant.ts'
import { counted } from '../../counted.ts'
import { METHOD_NAMES, type ResourceForm } from './resource-form.ts'

/** What the catalogue says of what a rule is about, while it is written. */
export interface OperationNotes {
  readonly notes: readonly string[]
  /** What somebody should know before they save it. */
  readonly warnings: readonly string[]
}

export const NO_NOTES: OperationNotes = { notes: [], warnings: [] }

/** So many are told by their names, more by their number. */
const NAMED_MAX = 4

/** @param path without a fault @param appScopes what the app's descriptor asks for */
export function operationNotes(
  path: string,
  form: ResourceForm,
  product: Product,
  appScopes: readonly string[],
): OperationNotes {
  const shape = shapeOf(canonicalPath(product, path))
  const fitting = operationsIn(product, { path, methods: methodsOf(form) })
  const own = fitting.filter((each) => shapeOf(each.path) === shape)
  // A parameter fits literals as well: `/issue/{key}` is about `/issue/bulk` too, but not in the first place.
  const operations = [...own, ...fitting.filter((each) => !own.includes(each))]
  const old = operations.filter(({ deprecated }) => deprecated)
  const lacking = operations.filter((each) => !scopeStanding(each, appScopes).isAskedFor)
  const isOne = operations.length === 1
  return {
    notes: [aboutWords(operations), ...costWords(own)],
    warnings: [
      ...(old.length === 0
        ? []
        : [`${subjectOf(old, isOne)} to be taken away: the product has announced it.`]),
      ...(lacking.length === 0 ? [] : [`${subjectOf(lacking, isOne)} ${LACKING}`]),
    ],
  }
}

const LACKING =
  'beyond what the app asks for when it is installed, so the product refuses the calls whatever the rule says.'

const shapeOf = (path: string) => path.replaceAll(/\{\w+\}/g, '{}')

function subjectOf(operations: readonly ProductOperation[], isOne: boolean): string {
  if (isOne) return 'It is'
  return `${listed(operations)} ${operations.length === 1 ? 'is' : 'are'}`
}

function aboutWords(operations: readonly ProductOperation[]): string {
  if (operations.length === 0)
    return 'No operation is known that fits; it may be there all the same.'
  return `About ${listed(operations)}.`
}

function listed(operations: readonly ProductOperation[]): string {
  if (operations.length > NAMED_MAX) return counted(operations.length, 'known operation')
  return operations.map(({ title, method }) => `“${title}” (${method})`).join(', ')
}

// Of one operation alone: what a whole part of the API costs is anything.
function costWords(operations: readonly ProductOperation[]): readonly string[] {
  const [one, ...others] = operations
  if (one === undefined || others.length > 0) return []
  const points = estimatedPointsOf(one)
  if (points === 1) return []
  return [
    `It takes about ${String(points)} points of the product’s own budget. Put ${String(points)} below as points of rate limits, if limits should follow that.`,
  ]
}

function methodsOf({ fields, methods }: ResourceForm): ResourceRule['methods'] {
  const chosen = fields.methods
  if (chosen === 'all' || chosen === 'reads') return chosen
  // Made of RULE_METHODS, which is every RuleMethod.
  return methods.filter((name) => METHOD_NAMES.includes(name)) as ResourceRule['methods']
}
