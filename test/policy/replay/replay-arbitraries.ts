import fc from 'fast-check'
import type { TrustRule } from '../../../src/identity/providers/provider.ts'
import type { Bypass } from '../../../src/policy/bypass.ts'
import type { Group, GroupSource } from '../../../src/policy/group.ts'
import type { PolicyDocument } from '../../../src/policy/policy-document.ts'
import type { QueryCondition, ResourceRule } from '../../../src/policy/resource-rule.ts'
import { DEFAULT_SWITCHES } from '../../../src/policy/switches.ts'
import type { Who } from '../../../src/policy/who.ts'
import { aProvider } from '../../identity/providers/provider-things.ts'
import { bypass } from '../policy-parts.ts'
import { aDocument } from '../policy-things.ts'
import type { WholeCall } from './whole-call.ts'

/** Documents and calls of few kinds, so that they meet, and a change of one is felt by the other. */

const NOW = Date.parse('2030-06-01T00:00:00Z')
const DAY_MS = 24 * 60 * 60 * 1000

const GROUP_IDS = ['g1', 'g2', 'g3'] as const
const often = <T>(usual: T, some: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: some })

const sources = fc.constantFrom<GroupSource>(
  { from: 'product', groupId: 'p1', name: 'p1' },
  { from: 'product', groupId: 'p2', name: 'p2' },
  { from: 'provider', provider: 'acme', value: 'c1' },
  { from: 'provider', provider: 'acme', value: 'c2' },
)
const someOfAll: fc.Arbitrary<readonly Group[]> = fc
  .array(
    fc.record(
      {
        sources: fc.uniqueArray(sources, {
          minLength: 1,
          maxLength: 2,
          selector: (each) => JSON.stringify(each),
        }),
        tokenDaysMax: often<number | undefined>(undefined, fc.constantFrom(10, 100)),
      },
      { requiredKeys: ['sources'] },
    ),
    { minLength: 3, maxLength: 3 },
  )
  .map((made) =>
    made.map((each, at) => ({ ...each, id: GROUP_IDS[at] ?? '', name: `Group ${at}` })),
  )
// Rules may have named no group yet.
const groups = fc.oneof(
  { weight: 4, arbitrary: someOfAll },
  { weight: 1, arbitrary: fc.constant<readonly Group[]>([]) },
)

const someGroups = fc.subarray([...GROUP_IDS], { maxLength: 2 })
const leaves = fc.constantFrom<Who>(
  { group: 'g1' },
  { group: 'g2' },
  { none: [{ group: 'g3' }] },
  { credential: 'api-token' },
  { network: '10.0.0.0/8' },
)
const conditions = fc.constantFrom<QueryCondition>(
  { name: 'a', is: 'present' },
  { name: 'a', is: 'absent' },
  { name: 'a', equals: '1' },
  { name: 'b', in: ['1', '2'] },
)
const resource = fc.record(
  {
    effect: fc.constantFrom('allow' as const, 'allow' as const, 'deny' as const),
    methods: fc.constantFrom('all' as const, 'reads' as const),
    path: fc.constantFrom('/**', '/rest/api/3/issue/**'),
    state: fc.constantFrom('on' as const, 'on' as const, 'shadow' as const),
    who: leaves,
    query: fc.tuple(conditions),
    actsAs: fc.constantFrom('user' as const, 'app' as const),
  },
  { requiredKeys: ['effect', 'methods', 'path', 'state'] },
)
const resources: fc.Arbitrary<readonly ResourceRule[]> = fc
  .array(resource, { minLength: 1, maxLength: 3 })
  .map((made) => made.map((each, at) => ({ ...each, id: `r${at}`, name: `Rule ${at}` })))

const trustRule = fc.record(
  {
    name: fc.constantFrom('one', 'two'),
    when: fc.constantFrom(
      { claim: 'role', equals: 'dev' },
      { claim: 'role', equals: 'ops' },
      { claim: 'sub', equals: 'ann' },
    ),
    access: fc.constantFrom('read' as const, 'write' as const),
    networks: fc.constant(['10.0.0.0/8']),
  },
  { requiredKeys: ['name', 'access'] },
) satisfies fc.Arbitrary<TrustRule>
const providers = fc
  .record({
    id: fc.constantFrom('acme', 'acme', 'acme', 'other'),
    enabled: often(true, fc.boolean()),
    audiences: often<string[]>(['one'], fc.constant(['two'])),
    rules: fc.uniqueArray(trustRule, { minLength: 1, selector: ({ name }) => name }),
  })
  .map((given) => aProvider({ ...given, groupsClaim: 'groups' }))

export const documents: fc.Arbitrary<PolicyDocument> = fc
  .record({
    switches: often(
      { ...DEFAULT_SWITCHES, anonymousCalls: true, basicPassThrough: true },
      fc.constantFrom(DEFAULT_SWITCHES, { ...DEFAULT_SWITCHES, apiTokens: false }),
    ),
    providers: fc.oneof(
      { weight: 4, arbitrary: fc.tuple(providers) },
      { weight: 1, arbitrary: fc.constant([]) },
    ),
    groups,
    access: fc.record({
      mayCall: often<'everyone' | string[]>('everyone', someGroups),
      readOnly: often<string[]>([], someGroups),
      fullAccess: often<string[]>([], someGroups),
      mayHoldTokens: often<'everyone' | string[]>('everyone', someGroups),
    }),
    networks: fc.record({
      allow: often<string[]>([], fc.constant(['10.0.0.0/8'])),
      deny: often<string[]>([], fc.constant(['10.1.0.0/16'])),
    }),
    resources,
    bypasses: often<Bypass[]>(
      [],
      fc.tuple(
        fc
          .record({ id: fc.constantFrom('b1', 'b2'), enabled: fc.boolean() })
          .map(({ id, enabled }) => bypass(id, { enabled, path: '/**', methods: 'all' })),
      ),
    ),
    tokens: fc.record({ idleDays: fc.constantFrom(5, 30) }, { requiredKeys: [] }),
  })
  .map((given) => aDocument(given))

export const wholeCalls: fc.Arbitrary<WholeCall> = fc
  .record({
    kind: fc.constantFrom(
      'api-token',
      'api-token',
      'provider-token',
      'provider-token',
      'context-token',
      'basic',
      'bypass',
      'anonymous',
    ),
    method: fc.constantFrom('GET', 'POST', 'DELETE'),
    path: fc.constantFrom('/rest/api/3/issue/P-1', '/rest/api/3/myself'),
    query: fc.constantFrom('', '', 'a=1', 'a=2', 'a=1&a=1', 'b=1', 'b=3&a=1', 'c=1', 'b=2&b=2'),
    address: fc.constantFrom('10.0.0.1', '10.1.0.1', '203.0.113.9'),
    now: fc.constant(NOW),
    access: fc.constantFrom('read' as const, 'write' as const),
    places: often(undefined, fc.constant(['P'])),
    createdAt: fc.constantFrom(NOW - DAY_MS, NOW - 20 * DAY_MS, NOW - 200 * DAY_MS),
    lastActiveAt: fc.constantFrom(NOW, NOW - 3 * DAY_MS, NOW - 10 * DAY_MS, NOW - 50 * DAY_MS),
    isService: fc.boolean(),
    isAdmin: fc.boolean(),
    productGroups: fc.subarray(['p1', 'p2']),
    claims: fc
      .record({
        role: fc.constantFrom('dev', 'ops', 'none'),
        groups: fc.subarray(['c1', 'c2']),
        leavesOut: often(false, fc.constant(true)),
      })
      .map(({ role, groups: claimed, leavesOut }) => ({
        iss: 'https://login.acme.example',
        sub: 'ann',
        role,
        ...(leavesOut ? { _claim_names: { groups: 'src1' } } : { groups: claimed }),
      })),
    isBasic: fc.boolean(),
  })
  .map((whole) => ({
    ...whole,
    isBasic: whole.isBasic || whole.kind === 'basic',
    lastActiveAt: Math.max(whole.createdAt, whole.lastActiveAt),
  }))
