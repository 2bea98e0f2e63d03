import type { BudgetState } from '../policy/budget/budget-state.ts'
import type { ProductBudget } from '../policy/budget/product-budget.ts'
import { listOf, oneOf, record, TEXT, YES_OR_NO } from './forms.ts'
import type { JsonSchema, Operation } from './operation.ts'

export interface BudgetOperationDeps {
  readonly budget: Pick<ProductBudget, 'state'>
}

const POINTS: JsonSchema = { type: 'integer', minimum: 0 }
const TIME: JsonSchema = { type: 'string', format: 'date-time' }

const FORM = record(
  {
    pauses: listOf(
      record(
        { scope: oneOf('quota', 'burst', 'issue'), until: TIME },
        { of: TEXT, reason: { ...TEXT, description: 'The product’s own word.' } },
      ),
    ),
    callers: listOf(
      record(
        { caller: TEXT, points: { ...POINTS, description: 'Of this hour, by estimate.' } },
        { credentialKind: TEXT, credentialId: TEXT, subject: TEXT, accountId: TEXT },
      ),
    ),
  },
  {
    quota: {
      ...record({ limit: POINTS, remaining: POINTS, resetsAt: TIME, isLow: YES_OR_NO }),
      description: 'Absent while the product has not said anything of this hour.',
    },
  },
)

/** What is left of the product's own quota. */
export function budgetOperations({ budget }: BudgetOperationDeps): readonly Operation[] {
  return [
    {
      method: 'get',
      path: '/budget',
      name: 'readBudget',
      says: 'What the product still grants the app in this hour, what is held back, and who used the most.',
      answer: { status: 200, says: 'As this process has heard it from the product.', form: FORM },
      refuses: [],
      handle: async ({ person }) => ({ status: 200, body: shown(budget.state(person.tenant.id)) }),
    },
  ]
}

// What is absent is left out of the JSON.
function shown({ quota, pauses, callers }: BudgetState) {
  return {
    quota: quota && {
      ...quota,
      remaining: Math.floor(quota.remaining),
      resetsAt: new Date(quota.resetsAt).toISOString(),
    },
    pauses: pauses.map(({ scope, of, reason, until }) => ({
      scope,
      of: of === '' ? undefined : of,
      reason,
      until: new Date(until).toISOString(),
    })),
    callers,
  }
}
