import fc from 'fast-check'
import { CREDENTIAL_KINDS } from '../../src/identity/principal.ts'
import type { Bypass } from '../../src/policy/bypass.ts'
import {
  RULE_METHODS,
  type QueryCondition,
  type ResourceRule,
} from '../../src/policy/resource-rule.ts'
import { SERVED } from '../../src/policy/resources.ts'
import { RULE_STATES } from '../../src/policy/rule-state.ts'
import type { Who } from '../../src/policy/who.ts'
import type { Product } from '../../src/tenants/tenant.ts'
import { networkLists, networks } from './network-arbitraries.ts'

/** Random rules, all of them well. */

/** When the bypasses of random documents end after this moment, and within a year of it. */
export const POLICY_NOW = Date.parse('2030-06-01T00:00:00Z')
const DAY_MS = 24 * 60 * 60 * 1000

/** Ids that rules may refer to. */
export interface Names {
  readonly groups: readonly string[]
  readonly providers: readonly string[]
}

export const ids = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?$/)
export const shownNames = fc.stringMatching(/^[A-Za-zÄé][\w äéß.()-]{0,30}[a-zß]$/)

/** Paths of rules, below what the product serves. */
export function pathPatterns(product: Product): fc.Arbitrary<string> {
  const literal = fc.constantFrom(
    'issue',
    'search',
    'content',
    '~ann',
    'a,b',
    '10000',
    'M%C3%BCnster',
  )
  const named = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/).map((name) => `{${name}}`)
  const segments = fc.array(fc.oneof(literal, named), { minLength: 1, maxLength: 4 })
  const below = fc
    .tuple(fc.constantFrom(...SERVED[product]), segments, fc.constantFrom('', '/**'))
    .map(([prefix, rest, end]) => `${prefix}${rest.join('/')}${end}`)
  return fc.oneof({ weight: 1, arbitrary: fc.constant('/**') }, { weight: 6, arbitrary: below })
}

export function whos(names: Names, depth = 3): fc.Arbitrary<Who> {
  const leaves: fc.Arbitrary<Who>[] = [
    fc.constantFrom(...CREDENTIAL_KINDS).map((credential) => ({ credential })),
    fc.stringMatching(/^[0-9A-Za-z]{16}$/).map((token) => ({ token })),
    networks().map((network) => ({ network })),
    ...names.groups.map((group) => fc.constant({ group })),
    ...names.providers.map((provider) => fc.constant({ provider })),
  ]
  if (depth === 0) return fc.oneof(...leaves)
  const parts = fc.array(whos(names, depth - 1), { minLength: 1, maxLength: 3 })
  return fc.oneof(
    ...leaves,
    parts.map((all): Who => ({ all })),
    parts.map((any): Who => ({ any })),
    parts.map((none): Who => ({ none })),
  )
}

const methods: fc.Arbitrary<ResourceRule['methods']> = fc.oneof(
  fc.constantFrom('all' as const, 'reads' as const),
  fc.uniqueArray(fc.constantFrom(...RULE_METHODS), { minLength: 1 }),
)

const values = fc.stringMatching(/^[\w=,%~-]{0,20}$/)
const queryConditions: fc.Arbitrary<QueryCondition[]> = fc.uniqueArray(
  fc.oneof(
    fc.record({ name: ids, is: fc.constantFrom('present' as const, 'absent' as const) }),
    fc.record({ name: ids, equals: values }),
    fc.record({ name: ids, in: fc.uniqueArray(values, { minLength: 1, maxLength: 4 }) }),
  ),
  { selector: ({ name }) => name, minLength: 1, maxLength: 3 },
)

export function resourceRules(product: Product, names: Names): fc.Arbitrary<ResourceRule> {
  const common = {
    id: ids,
    name: shownNames,
    state: fc.constantFrom(...RULE_STATES),
    path: pathPatterns(product),
    query: queryConditions,
    networks: networkLists(1),
    cost: fc.integer({ min: 1, max: 1000 }),
  }
  const required = ['id', 'name', 'state', 'path', 'effect', 'methods'] as const
  const known = fc.record(
    {
      ...common,
      effect: fc.constantFrom('allow' as const, 'deny' as const),
      methods,
      actsAs: fc.constantFrom('user' as const, 'app' as const),
      who: whos(names),
      anonymous: fc.constant(false),
    },
    { requiredKeys: [...required] },
  )
  const open = fc.record(
    {
      ...common,
      effect: fc.constant('allow' as const),
      methods: methods.filter((each) => each !== 'all'),
      anonymous: fc.constant(true),
    },
    { requiredKeys: [...required, 'anonymous'] },
  )
  return fc.oneof({ weight: 4, arbitrary: known }, { weight: 1, arbitrary: open })
}

export function bypasses(product: Product): fc.Arbitrary<Bypass> {
  return fc.record({
    id: ids,
    name: shownNames,
    enabled: fc.boolean(),
    methods,
    path: pathPatterns(product),
    networks: networkLists(1, { v4: 8, v6: 32 }),
    ownerAccountId: fc.stringMatching(/^[A-Za-z0-9:_-]{1,30}$/),
    reason: shownNames,
    expiresAt: fc
      .integer({ min: 1, max: 366 * DAY_MS })
      .map((ms) => new Date(POLICY_NOW + ms).toISOString()),
  })
}
