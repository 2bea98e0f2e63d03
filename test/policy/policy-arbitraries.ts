import fc from 'fast-check'
import type { AccessRules, Group, GroupSource } from '../../src/policy/group.ts'
import type { NetworkRules } from '../../src/policy/networks.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import type { Switches } from '../../src/policy/switches.ts'
import type { Product } from '../../src/tenants/tenant.ts'
import { A_SECRET, accepted, aDraft } from '../identity/providers/drafts.ts'
import { fitting } from './fitting-document.ts'
import { budgetRules, destructiveLimits, limitRules } from './limit-arbitraries.ts'
import { networkLists } from './network-arbitraries.ts'
import { bypasses, ids, resourceRules, shownNames, type Names } from './rule-arbitraries.ts'

/** Random policies, all of them well, for what holds of any. */

/** @param providers of those, ids of which a source may name */
function groups(providers: readonly string[]): fc.Arbitrary<Group> {
  const ofProduct = fc.record({
    from: fc.constant('product' as const),
    groupId: fc.uuid(),
    name: shownNames,
  })
  const claimed: fc.Arbitrary<GroupSource>[] = providers.map((provider) =>
    fc.record({
      from: fc.constant('provider' as const),
      provider: fc.constant(provider),
      value: shownNames,
    }),
  )
  return fc.record(
    {
      id: ids,
      name: shownNames,
      sources: fc.uniqueArray(fc.oneof<fc.Arbitrary<GroupSource>[]>(ofProduct, ...claimed), {
        selector: (each) => JSON.stringify({ ...each, name: '' }),
        minLength: 1,
        maxLength: 3,
      }),
      tokenDaysMax: fc.integer({ min: 1, max: 365 }),
      liveTokensMax: fc.integer({ min: 1, max: 1000 }),
    },
    { requiredKeys: ['id', 'name', 'sources'] },
  )
}

const switches: fc.Arbitrary<Switches> = fc.record({
  gateway: fc.boolean(),
  anonymousCalls: fc.boolean(),
  usersMayCreateTokens: fc.boolean(),
  tokenDaysMax: fc.integer({ min: 1, max: 365 }),
  apiTokens: fc.boolean(),
  providerTokens: fc.boolean(),
  contextTokens: fc.boolean(),
  basicPassThrough: fc.boolean(),
  // Of the Cloud: test/policy/data-center-policy.spec.ts has those of Data Center.
  signOnCookies: fc.constant(false),
  bearerPassThrough: fc.constant(false),
})

function accessRules(groupIds: readonly string[]): fc.Arbitrary<AccessRules> {
  const some = fc.subarray([...groupIds])
  const everyoneOr = fc.oneof(fc.constant('everyone' as const), some)
  return fc.record({
    mayCall: everyoneOr,
    readOnly: some,
    fullAccess: some,
    mayHoldTokens: everyoneOr,
  })
}

const networkRules: fc.Arbitrary<NetworkRules> = fc.record(
  {
    allow: networkLists(0),
    deny: networkLists(0),
    proxy: fc.record({
      header: fc.constantFrom('x-forwarded-for', 'x-real-ip'),
      trusted: networkLists(1, { v4: 1, v6: 1 }),
    }),
  },
  { requiredKeys: ['allow', 'deny'] },
)

const PROVIDERS = [
  aDraft({ groupsClaim: 'groups' }),
  aDraft({ id: 'second', issuer: 'https://second.example', groupsClaim: 'roles' }),
  aDraft({
    id: 'shared',
    issuer: 'https://shared.example',
    keys: { from: 'secret', secret: A_SECRET },
    groupsClaim: '/acme.example~1groups',
  }),
].map((draft) => accepted(draft))

const GROUP_IDS = ['devs', 'ops', 'ci']
const NAMES: Names = { groups: GROUP_IDS, providers: PROVIDERS.map(({ id }) => id) }

const listOf = <T extends { readonly id: string }>(entries: fc.Arbitrary<T>) =>
  fc.uniqueArray(entries, { selector: ({ id }) => id, maxLength: 4 })

const namedGroups = fc
  .tuple(fc.subarray(GROUP_IDS), fc.array(groups(NAMES.providers), { minLength: 3, maxLength: 3 }))
  .map(([some, made]) =>
    made.slice(0, some.length).map((group, at) => ({ ...group, id: some[at] ?? '' })),
  )

function documentsOf(product: Product): fc.Arbitrary<PolicyDocument> {
  const documents: fc.Arbitrary<PolicyDocument> = fc.record({
    format: fc.constant(2 as const),
    switches,
    providers: fc.subarray(PROVIDERS),
    groups: namedGroups,
    access: accessRules(GROUP_IDS),
    networks: networkRules,
    resources: listOf(resourceRules(product, NAMES)),
    bypasses: listOf(bypasses(product)),
    tokens: fc.record(
      {
        liveMax: fc.integer({ min: 1, max: 1000 }),
        idleDays: fc.integer({ min: 1, max: 365 }),
      },
      { requiredKeys: [] },
    ),
    limits: fc.record(
      {
        rules: listOf(limitRules(NAMES)),
        readsWhenBroken: fc.constantFrom('refused' as const, 'served' as const),
        destructive: destructiveLimits,
        budget: budgetRules(NAMES),
      },
      { requiredKeys: ['rules', 'readsWhenBroken'] },
    ),
    retention: fc.record(
      {
        keepDays: fc.integer({ min: 1, max: 3650 }),
        keepEvents: fc.integer({ min: 1000, max: 1_000_000_000 }),
        legalHold: fc.boolean(),
      },
      { requiredKeys: ['legalHold'] },
    ),
  })
  return documents.map(fitting)
}

const DOCUMENTS = { jira: documentsOf('jira'), confluence: documentsOf('confluence') }

/** Documents that a tenant of the product can have, with everything in them that can be there. */
export function policyDocuments(product: Product): fc.Arbitrary<PolicyDocument> {
  return DOCUMENTS[product]
}
