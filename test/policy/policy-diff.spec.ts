import { expect } from 'chai'
import fc from 'fast-check'
import { diffPolicies, type PolicyDifference } from '../../src/policy/policy-diff.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import { aProvider } from '../identity/providers/provider-things.ts'
import { policyDocuments } from './policy-arbitraries.ts'
import { aDocument, anIntrospected, aSharedSecretProvider } from './policy-things.ts'
import { group, resourceRule } from './policy-parts.ts'

// Made once, and then put together in many ways: making one takes longer than comparing it.
const documents = fc.constantFrom(...fc.sample(policyDocuments('jira'), 25))

describe('the difference of two policies', () => {
  const pointers = (differences: readonly PolicyDifference[]) =>
    differences.map(({ kind, pointer }) => `${kind} ${pointer}`)

  it('is empty for the same document, however it is written', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const again = {
          ...document,
          providers: [...document.providers].reverse(),
          groups: [...document.groups].reverse(),
          bypasses: [...document.bypasses].reverse(),
          networks: { proxy: undefined, ...document.networks },
          limits: { ...document.limits, rules: [...document.limits.rules].reverse() },
        }
        expect(diffPolicies(document, document)).to.deep.equal([])
        expect(diffPolicies(document, again)).to.deep.equal([])
      }),
    )
  })

  it('has all that is needed to make the later document of the earlier one', () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const differences = diffPolicies(before, after)
        expect(comparable(applied(before, differences))).to.deep.equal(comparable(after))
      }),
      { numRuns: 60 },
    )
  })

  it('says what was where: before, after, and the rule that it is in', () => {
    const before = aDocument({
      switches: DEFAULT_SWITCHES,
      groups: [group('ops'), group('devs')],
      resources: [
        resourceRule('read'),
        resourceRule('gone'),
        resourceRule('write', { actsAs: 'app' }),
      ],
    })
    const after = aDocument({
      switches: { ...DEFAULT_SWITCHES, tokenDaysMax: 30 },
      groups: [group('devs', { tokenDaysMax: 7 }), group('ops')],
      access: { ...before.access, mayCall: ['devs'] },
      resources: [
        resourceRule('new'),
        resourceRule('read', { networks: ['10.0.0.0/8'] }),
        resourceRule('write'),
      ],
    })
    expect(diffPolicies(before, after)).to.deep.equal([
      { pointer: '/switches/tokenDaysMax', kind: 'changed', before: 365, after: 30 },
      { pointer: '/groups/0/tokenDaysMax', kind: 'added', id: 'devs', after: 7 },
      { pointer: '/access/mayCall', kind: 'changed', before: 'everyone', after: ['devs'] },
      { pointer: '/resources/0', kind: 'added', id: 'new', after: resourceRule('new') },
      { pointer: '/resources/1/networks', kind: 'added', id: 'read', after: ['10.0.0.0/8'] },
      { pointer: '/resources/2/actsAs', kind: 'removed', id: 'write', before: 'app' },
      { pointer: '/resources/1', kind: 'removed', id: 'gone', before: resourceRule('gone') },
    ])
  })

  it('tells another order of resource rules once, and of nothing else', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => resourceRule(id))
    const resources = (...rules: (typeof a)[]) =>
      aDocument({ resources: rules.flatMap((rule) => rule ?? []) })
    expect(diffPolicies(resources(a, b, c), resources(c, a, b))).to.deep.equal([
      { pointer: '/resources', kind: 'changed', before: ['a', 'b', 'c'], after: ['c', 'a', 'b'] },
    ])
    // What comes or goes moves nothing.
    expect(pointers(diffPolicies(resources(a, b, c), resources(d, a, c)))).to.deep.equal([
      'added /resources/0',
      'removed /resources/1',
    ])
    expect(
      diffPolicies(
        aDocument({ providers: [aProvider({ id: 'x' }), aProvider({ id: 'y' })] }),
        aDocument({ providers: [aProvider({ id: 'y' }), aProvider({ id: 'x' })] }),
      ),
    ).to.deep.equal([])
  })

  it('tells that a secret was replaced, and prints none', () => {
    const withProvider = (provider: PolicyDocument['providers'][number]) =>
      aDocument({ providers: [provider] })
    const texts = ['the old secret', 'the new secret']
    const [old, next] = texts.map((text) => withProvider(anIntrospected(text)))
    const shared = withProvider(aSharedSecretProvider(texts[1] ?? ''))
    if (old === undefined || next === undefined) throw new Error('no documents')
    expect(diffPolicies(old, next)).to.deep.equal([
      { pointer: '/providers/0/keys/client/clientSecret', kind: 'changed', id: 'acme' },
    ])
    const others = [
      ...diffPolicies(old, shared),
      ...diffPolicies(aDocument(), next),
      ...diffPolicies(old, aDocument()),
    ]
    expect(others).to.have.length.greaterThan(4)
    const printed = JSON.stringify(others)
    expect(printed).to.contain('[sealed]')
    for (const text of texts) expect(printed).not.to.contain(text)
    // Nor does what is given out hold a secret that somebody could reveal.
    expect(others).to.deep.equal(JSON.parse(printed))
  })

  it('goes into lists of parts without ids as far as they have as many', () => {
    const rule = (values: readonly string[]) =>
      resourceRule('read', { who: { any: values.map((each) => ({ group: each })) } })
    const from = aDocument({ resources: [rule(['a', 'b'])] })
    expect(diffPolicies(from, aDocument({ resources: [rule(['a', 'c'])] }))).to.deep.equal([
      {
        pointer: '/resources/0/who/any/1/group',
        kind: 'changed',
        id: 'read',
        before: 'b',
        after: 'c',
      },
    ])
    expect(pointers(diffPolicies(from, aDocument({ resources: [rule(['a'])] })))).to.deep.equal([
      'changed /resources/0/who/any',
    ])
  })
})

/** Two documents with much in common: each part of the later one is of the earlier one or of another. */
const pairs = fc.tuple(policyDocuments('jira'), policyDocuments('jira')).chain(([before, other]) =>
  fc
    .record({
      switches: fc.constantFrom(before.switches, other.switches),
      providers: mixed(before.providers, other.providers),
      groups: mixed(before.groups, other.groups),
      access: fc.constantFrom(before.access, other.access),
      networks: fc.constantFrom(before.networks, other.networks),
      resources: mixed(before.resources, other.resources),
      bypasses: mixed(before.bypasses, other.bypasses),
      tokens: fc.constantFrom(before.tokens, other.tokens),
      limits: mixed(before.limits.rules, other.limits.rules).map((rules) => ({
        ...other.limits,
        rules,
      })),
      retention: fc.constantFrom(before.retention, other.retention),
    })
    .map((parts): [PolicyDocument, PolicyDocument] => [before, { format: 2, ...parts }]),
)

/** Some of both, in any order, and some with the id of one and the content of the other. */
function mixed<T extends { readonly id: string }>(
  before: readonly T[],
  other: readonly T[],
): fc.Arbitrary<T[]> {
  const crossed = before.flatMap(({ id }, at) => {
    const content = other[at]
    return content === undefined ? [] : [{ ...content, id }]
  })
  const all = [...crossed, ...before, ...other]
  return fc
    .shuffledSubarray(all)
    .map((list) => list.filter(({ id }, at) => list.findIndex((each) => each.id === id) === at))
}

type Json = Record<string, unknown> | unknown[]

function printed(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json // Of objects and lists alone.
}

/** Puts differences into a document as a stranger would who has only what is told. */
function applied(document: PolicyDocument, differences: readonly PolicyDifference[]): Json {
  const result = printed(document)
  const inserts: { readonly list: unknown[]; readonly at: number; readonly value: unknown }[] = []
  let order: unknown
  for (const { pointer, kind, id, before, after } of differences) {
    const tokens = pointer.split('/').slice(1)
    const last = tokens.pop() ?? ''
    let place = result
    for (const token of tokens) place = inside(place, token, id)
    if (pointer === '/resources') order = after
    else if (!Array.isArray(place)) {
      if (kind === 'removed') Reflect.deleteProperty(place, last)
      else place[last] = after ?? '[sealed]'
    } else if (kind === 'removed') {
      expect(place[positionOf(place, id)], pointer).to.deep.equal(before)
      place.splice(positionOf(place, id), 1)
    } else if (kind === 'added') inserts.push({ list: place, at: Number(last), value: after })
    else place[Number(last)] = after
  }
  inserts.sort((one, next) => one.at - next.at)
  for (const { list, at, value } of inserts) list.splice(at, 0, value)
  if (order !== undefined) reorder(result, order as string[])
  return result
}

function inside(place: Json, token: string, id: string | undefined): Json {
  if (!Array.isArray(place)) return place[token] as Json
  const identified = place.every(
    (each) => typeof each === 'object' && each !== null && 'id' in each,
  )
  return place[identified ? positionOf(place, id) : Number(token)] as Json
}

function positionOf(list: readonly unknown[], id: string | undefined): number {
  return list.findIndex((each) => (each as { id?: string }).id === id)
}

function reorder(result: Json, ids: readonly string[]): void {
  const list = (result as { resources: unknown[] }).resources
  const sorted = ids.map((id) => list[positionOf(list, id)])
  expect(sorted).to.have.length(list.length)
  list.splice(0, list.length, ...sorted)
}

/** In one order wherever the order has no meaning. */
function comparable(document: unknown): unknown {
  const { providers, groups, bypasses, limits, ...rest } = printed(
    document,
  ) as unknown as PolicyDocument
  const byId = <T extends { readonly id: string }>(list: readonly T[]) =>
    [...list].sort((one, other) => (one.id < other.id ? -1 : 1))
  return {
    ...rest,
    providers: byId(providers),
    groups: byId(groups),
    bypasses: byId(bypasses),
    limits: { ...limits, rules: byId(limits.rules) },
  }
}
