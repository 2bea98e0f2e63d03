import { expect } from 'chai'
import fc from 'fast-check'
import type { Principal } from '../../src/identity/principal.ts'
import { Secret } from '../../src/lib/secret.ts'
import { DEFAULT_ACCESS } from '../../src/policy/group.ts'
import type { QueryCondition, ResourceRule } from '../../src/policy/resource-rule.ts'
import type { Situation } from '../../src/policy/situation.ts'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import type { Who } from '../../src/policy/who.ts'
import { aCall } from '../support/things.ts'
import { aGroup, aRule, decided, outcomeOf } from './rule-things.ts'
import { aPrincipal, aSituation } from './situation-things.ts'

/** Rules and calls of few kinds, so that they meet. */
const GROUPS = ['staff', 'guests']
const leaves = fc.constantFrom<Who>(
  { group: 'staff' },
  { group: 'guests' },
  { provider: 'company' },
  { token: 'token-of-alice' },
  { credential: 'api-token' },
  { network: '10.0.0.0/8' },
)
const parts = fc.array(leaves, { minLength: 1, maxLength: 2 })
const whos = fc.oneof(
  leaves,
  parts.map((all): Who => ({ all })),
  parts.map((none): Who => ({ none })),
  parts.map((none): Who => ({ any: [{ none }, { group: 'guests' }] })),
)
const conditions = fc.constantFrom<QueryCondition>(
  { name: 'a', is: 'present' },
  { name: 'a', is: 'absent' },
  { name: 'a', equals: '1' },
  { name: 'b', in: ['1', '2'] },
)
const seldom = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: some })
const rules = fc.record({
  effect: fc.constantFrom('allow', 'allow', 'deny'),
  state: fc.constantFrom('on', 'on', 'on', 'shadow', 'shadow', 'off'),
  methods: fc.constantFrom<ResourceRule['methods'][]>('all', 'all', 'reads', ['GET'], ['DELETE']),
  path: fc.constantFrom(
    '/**',
    '/rest/api/3/**',
    '/rest/api/{version}/issue/{key}',
    '/rest/api/3/issue/P-1/**',
    '/rest/api/3/{noun}/P-1',
  ),
  query: seldom(fc.array(conditions, { minLength: 1, maxLength: 2 })),
  actsAs: seldom(fc.constantFrom('user', 'app')),
  who: seldom(whos),
  networks: seldom(fc.constantFrom(['10.0.0.0/8'], ['2001:db8::/32', '203.0.113.0/24'])),
  anonymous: seldom(fc.boolean()),
}) satisfies fc.Arbitrary<Partial<ResourceRule>>
const ruleLists = fc
  .array(rules, { maxLength: 6 })
  .map((list) => list.map((each, index) => aRule({ ...each, id: `rule-${index}` })))

const nobody = aPrincipal({
  actsAs: { kind: 'anonymous' },
  credential: { kind: 'anonymous', id: 'anonymous' },
  ownerAccountId: undefined,
})
const principals = fc.constantFrom<Principal>(
  aPrincipal(),
  aPrincipal({ access: 'read', actsAs: { kind: 'app' } }),
  aPrincipal({ credential: { kind: 'provider-token', id: 'x', provider: 'company' } }),
  aPrincipal({ places: ['P'] }),
  aPrincipal({
    actsAs: { kind: 'caller', authorization: new Secret('Basic x') },
    credential: { kind: 'bypass', id: 'old-script' },
  }),
  nobody,
)
const situations = fc
  .record({
    principal: principals,
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'DELETE'),
    path: fc.constantFrom(
      '/rest/api/3/issue/P-1',
      '/rest/api/3/issue/p-1/',
      '/rest/api/3/ISSUE/P-1',
      '/rest/api/2/issue/P-1',
      '/rest/api/3/issue/P-1/comment/7',
      '/rest/api/3/myself',
    ),
    query: fc.constantFrom('', 'a=1', 'a=1&a=2', 'b=2', 'a&b=3'),
    address: fc.constantFrom('10.1.2.3', '203.0.113.9', '2001:db8::1', 'unknown'),
    groups: fc.subarray(GROUPS).map((ids) => new Set(ids)),
  })
  .map(({ method, path, query, ...rest }) =>
    aSituation({ ...rest, call: aCall({ method, path, query }) }),
  )

const switches = { ...DEFAULT_SWITCHES, anonymousCalls: true }
const groups = GROUPS.map((id) => aGroup(id))
const accesses = fc
  .record({ fullAccess: fc.subarray(['guests']), readOnly: fc.subarray(['guests']) })
  .map((given) => ({ ...DEFAULT_ACCESS, ...given }))

function holdsAlways<T>(
  more: fc.Arbitrary<T>,
  check: (
    decide: (resources: readonly ResourceRule[]) => ReturnType<typeof decided>,
    resources: readonly ResourceRule[],
    extra: T,
    situation: Situation,
  ) => void,
): void {
  fc.assert(
    fc.property(ruleLists, situations, accesses, more, (resources, situation, access, extra) => {
      const decide = (list: readonly ResourceRule[]) =>
        decided({ switches, groups, access, resources: list }, situation)
      check(decide, resources, extra, situation)
    }),
    { numRuns: 700 },
  )
}

describe('resource rules, whatever they are', () => {
  it('deny no less with one more that denies, wherever it stands', () => {
    holdsAlways(fc.tuple(rules, fc.nat()), (decide, resources, [more, place]) => {
      const denial = aRule({ ...more, id: 'more', effect: 'deny', anonymous: undefined })
      const longer = resources.toSpliced(place % (resources.length + 1), 0, denial)
      if (decide(resources).effect === 'deny') expect(decide(longer).effect).to.equal('deny')
    })
  })

  it('allow no more with one that allows taken away', () => {
    holdsAlways(fc.nat(), (decide, resources, place) => {
      const without = resources.filter(
        ({ effect }, index) => effect === 'deny' || index !== place % resources.length,
      )
      if (decide(resources).effect === 'deny') expect(decide(without).effect).to.equal('deny')
    })
  })

  it('come to the same in any order', () => {
    let [allowed, denied] = [0, 0]
    holdsAlways(
      fc.array(fc.nat({ max: 100 }), { minLength: 6, maxLength: 6 }),
      (decide, resources, keys) => {
        const shuffled = resources
          .map((rule, index) => ({ rule, key: keys[index] ?? 0 }))
          .toSorted((one, other) => one.key - other.key)
          .map(({ rule }) => rule)
        const decision = decide(resources)
        expect(outcomeOf(decide(shuffled))).to.equal(outcomeOf(decision))
        if (decision.effect === 'allow') allowed += 1
        else denied += 1
      },
    )
    expect(Math.min(allowed, denied)).to.be.greaterThan(100) // Or the properties said little.
  })

  it('in shadow tell exactly what each of them would change by being on', () => {
    let told = 0
    holdsAlways(fc.constant(undefined), (decide, resources) => {
      const decision = decide(resources)
      told += decision.shadows.length
      for (const { id, state, effect } of resources) {
        if (state !== 'shadow') continue
        const on = resources.map((each) =>
          each.id === id ? { ...each, state: 'on' as const } : each,
        )
        const wouldChange = decide(on).effect !== decision.effect
        const tells = decision.shadows.includes(`would-${effect}:${id}`)
        expect(tells, `${id} of ${JSON.stringify(resources)}`).to.equal(wouldChange)
      }
    })
    expect(told).to.be.greaterThan(10)
  })

  it('that deny somebody cannot be got round by leaving the credential away', () => {
    holdsAlways(fc.constant(undefined), (decide, resources, _, situation) => {
      if (outcomeOf(decide(resources)) !== 'call/denied') return
      const anonymous = decided(
        { switches, groups, resources },
        { ...situation, principal: nobody },
      )
      expect(outcomeOf(anonymous)).to.equal('call/denied')
    })
  })

  it('have the deciding one last among the findings', () => {
    holdsAlways(fc.constant(undefined), (decide, resources) => {
      const { findings, rule } = decide(resources)
      expect(findings.at(-1)?.rule).to.equal(rule)
      const deciders = findings.filter((each) => each.rule.startsWith('resource:') && each.matched)
      expect(deciders.length).to.equal(rule.startsWith('resource:') ? 1 : 0)
    })
  })
})
