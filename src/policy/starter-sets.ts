import type { Product } from '../tenants/tenant.ts'
import { CONFLUENCE_STARTERS } from './confluence-starters.ts'
import { JIRA_STARTERS } from './jira-starters.ts'
import type { ResourceRule } from './resource-rule.ts'
import type { Starter } from './starter.ts'

/** Resource rules that go together, which an admin adds with one click and may then change. */
export interface StarterSet {
  /** Lower-case letters, digits and hyphens. */
  readonly id: string
  readonly name: string
  /** What can be called with it, and what it means, for the admin who is about to add it. */
  readonly says: string
  readonly rules: readonly ResourceRule[]
}

/** Opens all that is served, as it was before there were resource rules. */
export const EVERYTHING: ResourceRule = {
  id: 'everything',
  name: 'Everything that is served',
  state: 'on',
  effect: 'allow',
  methods: 'all',
  path: '/**',
}

const WHOLE: readonly StarterSet[] = [
  {
    id: 'everything-read-only',
    name: 'Everything, read-only',
    says: 'All that Gatehouse serves can be read, and nothing changed. What a caller sees is still what the product shows to the account that the call is made as.',
    rules: [{ ...EVERYTHING, id: 'everything-read-only', name: 'All reads', methods: 'reads' }],
  },
  {
    id: 'everything',
    name: 'Everything',
    says: 'All that Gatehouse serves can be read and changed, deleting and administration included. Only the product’s own permissions and the limits of each credential stand in the way.',
    rules: [EVERYTHING],
  },
]

const SETS: Readonly<Record<Product, readonly StarterSet[]>> = {
  jira: [...JIRA_STARTERS.map(writtenOut), ...WHOLE],
  confluence: [...CONFLUENCE_STARTERS.map(writtenOut), ...WHOLE],
}

/** What a product's admins usually want to open first. All of them together have no rule id twice. */
export function starterSets(product: Product): readonly StarterSet[] {
  return SETS[product]
}

function writtenOut({ calls, ...set }: Starter): StarterSet {
  return {
    ...set,
    rules: calls.flatMap(({ id, name, methods, paths }) =>
      paths.map((path, index) => {
        return { ...EVERYTHING, id: `${id}-${index + 1}`, name, methods, path }
      }),
    ),
  }
}
