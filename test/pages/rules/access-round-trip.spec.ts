import { expect } from 'chai'
import fc from 'fast-check'
import { parseResource } from '../../../src/policy/parse-resources.ts'
import { RULE_METHODS, type ResourceRule } from '../../../src/policy/resource-rule.ts'
import type { Who } from '../../../src/policy/who.ts'
import { resourceDraftOf } from '../../../src/pages/rules/access/form-to-resource.ts'
import {
  EMPTY_RESOURCE,
  TICKED_KINDS,
  type ResourceForm,
} from '../../../src/pages/rules/access/resource-form.ts'
import { formOfResource } from '../../../src/pages/rules/access/resource-to-form.ts'

const slug = fc.constantFrom('eng', 'ops', 'on-call', 'x')
const some = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.uniqueArray(arbitrary, { minLength: 1, maxLength: 3 })
const any = <T>(arbitrary: fc.Arbitrary<T>) => fc.uniqueArray(arbitrary, { maxLength: 3 })
const network = fc.constantFrom('10.0.0.0/8', '203.0.113.9', '2001:db8::/32')
const tokenId = fc.constantFrom('abc', 'DEF', '0042')

const row = fc.record({
  name: fc.constantFrom('jql', 'expand', 'a b', 'ünï'),
  kind: fc.constantFrom('present', 'absent', 'equals', 'in'),
  values: some(fc.constantFrom('summary', 'a,b', 'x=1', '“q”')),
})
const rows = fc.uniqueArray(row, { maxLength: 3, selector: ({ name }) => name })

const form = fc
  .record({
    effect: fc.constantFrom('allow', 'deny'),
    state: fc.constantFrom('on', 'shadow', 'off'),
    methods: fc.oneof(
      fc.constantFrom('all', 'reads'),
      fc.subarray([...RULE_METHODS], { minLength: 1 }),
    ),
    path: fc.constantFrom('/**', '/rest/api/3/issue/{key}/**', '/rest/api/2/myself'),
    actsAs: fc.constantFrom('', 'user', 'app'),
    networks: any(network),
    cost: fc.constantFrom('', '1', '1000'),
    query: rows,
    groups: any(slug),
    providers: any(slug),
    credentials: fc.subarray([...TICKED_KINDS]),
    tokens: any(tokenId),
    anonymous: fc.boolean(),
  })
  .map((made): ResourceForm => {
    const { groups, providers, credentials, tokens } = made
    const isTicked = [groups, providers, credentials, tokens].some((each) => each.length > 0)
    const isAnonymous =
      made.anonymous &&
      made.effect === 'allow' &&
      made.methods !== 'all' &&
      !isTicked &&
      made.actsAs === ''
    return {
      ...EMPTY_RESOURCE,
      fields: {
        ...EMPTY_RESOURCE.fields,
        name: 'A rule',
        id: 'a-rule',
        effect: made.effect,
        state: made.state,
        methods: typeof made.methods === 'string' ? made.methods : 'listed',
        path: made.path,
        actsAs: made.actsAs,
        networks: made.networks.join('\n'),
        cost: made.cost,
        'who.by': isTicked ? 'ticks' : 'all',
        'who.tokens': tokens.join('\n'),
      },
      methods: typeof made.methods === 'string' ? [] : made.methods,
      query: made.query.map(({ name, kind, values }) => ({
        name,
        operator: kind,
        value: kind === 'in' ? values.join('\n') : kind === 'equals' ? (values[0] ?? '') : '',
      })),
      ticks: { groups, providers, credentials },
      anonymous: isAnonymous,
    }
  })

const leaf: fc.Arbitrary<Who> = fc.oneof(
  fc.record({ group: slug }),
  fc.record({ provider: slug }),
  fc.record({ credential: fc.constantFrom(...TICKED_KINDS, 'anonymous' as const) }),
  fc.record({ token: tokenId }),
  fc.record({ network }),
)
const join = (inner: fc.Arbitrary<Who>): fc.Arbitrary<Who> => {
  const parts = fc.array(inner, { minLength: 1, maxLength: 3 })
  return fc.oneof(fc.record({ all: parts }), fc.record({ any: parts }), fc.record({ none: parts }))
}
const who = fc.oneof(leaf, join(leaf), join(fc.oneof(leaf, join(leaf))))

describe('an access rule on its way through the form', () => {
  it('comes back as the form that it was made with', () => {
    fc.assert(
      fc.property(form, (typed) => {
        expect(formOfResource(ruleOf(typed))).to.deep.equal(typed)
      }),
    )
  })

  it('is given back by its own form unchanged, whatever it is for', () => {
    fc.assert(
      fc.property(form, who, (typed, whom) => {
        const stored = accepted({ ...ruleOf({ ...typed, anonymous: false }), who: whom })
        expect(ruleOf(formOfResource(stored), stored)).to.deep.equal(stored)
      }),
    )
  })

  it('means the same when its form is saved as another rule', () => {
    fc.assert(
      fc.property(form, who, (typed, whom) => {
        const stored = accepted({ ...ruleOf({ ...typed, anonymous: false }), who: whom })
        const again = ruleOf(formOfResource(stored))
        for (const caller of CALLERS) {
          expect(holds(again.who, caller)).to.equal(holds(stored.who, caller))
        }
      }),
    )
  })
})

function ruleOf(typed: ResourceForm, existing?: ResourceRule): ResourceRule {
  const { draft, faults } = resourceDraftOf(typed, 'a-rule', existing)
  expect(faults).to.be.empty
  return accepted(draft)
}

function accepted(draft: unknown): ResourceRule {
  const parsed = parseResource(draft, { product: 'jira' })
  if (parsed.kind === 'accepted') return parsed.value
  throw new Error(`not accepted: ${JSON.stringify(parsed.faults)}`)
}

type Caller = ReadonlySet<string>

/** Callers that differ in every one thing that the parts above ask for, and in some together. */
const CALLERS: readonly Caller[] = [
  [],
  ['group:eng'],
  ['group:ops', 'credential:api-token'],
  ['provider:x', 'credential:provider-token', 'group:eng'],
  ['token:abc', 'credential:api-token', 'group:on-call'],
  ['credential:anonymous', 'network:10.0.0.0/8'],
  ['credential:basic', 'network:203.0.113.9', 'group:x', 'provider:eng', 'token:DEF'],
].map((facts) => new Set(facts))

/** What the parts mean, said once more and apart from the code that decides. */
function holds(whom: Who | undefined, caller: Caller): boolean {
  if (whom === undefined) return true
  if ('all' in whom) return whom.all.every((part) => holds(part, caller))
  if ('any' in whom) return whom.any.some((part) => holds(part, caller))
  if ('none' in whom) return !whom.none.some((part) => holds(part, caller))
  const [[kind, value] = []] = Object.entries(whom)
  return caller.has(`${String(kind)}:${String(value)}`)
}
