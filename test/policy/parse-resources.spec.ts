import { expect } from 'chai'
import { parseResource } from '../../src/policy/parse-resources.ts'
import { RULE_METHODS } from '../../src/policy/resource-rule.ts'
import { aResourceDraft, placesIn, saidOf } from './rule-drafts.ts'

const parse = (given: object) => parseResource(aResourceDraft(given), { product: 'jira' })
const places = (given: object) => placesIn(parse(given))

describe('a resource rule, as it is handed in', () => {
  it('is taken with the least that a rule has, and with everything', () => {
    const whole = aResourceDraft({
      query: [
        { name: 'jql', is: 'present' },
        { name: 'expand', equals: '' },
        { name: 'fields', in: ['summary', '*all'] },
      ],
      actsAs: 'user',
      who: { all: [{ group: 'devs' }, { none: [{ credential: 'basic' }] }] },
      networks: ['10.0.0.0/8'],
      anonymous: false,
      cost: 10,
    })
    for (const rule of [aResourceDraft(), whole]) {
      expect(parseResource(rule, { product: 'jira' })).to.deep.equal({
        kind: 'accepted',
        value: rule,
      })
    }
  })

  it('is refused for each member that is missing, wrong or unknown, all of them at once', () => {
    const wrong = {
      id: 'A',
      name: '',
      state: 'enabled',
      effect: 'maybe',
      methods: 'some',
      path: 'x',
      query: {},
      actsAs: 'nobody',
      who: {},
      networks: [],
      anonymous: 'yes',
      cost: 0,
      colour: 'red',
    }
    expect(places(wrong)).to.have.members(Object.keys(wrong))
    expect(placesIn(parseResource({}, { product: 'jira' }))).to.have.members([
      'id',
      'name',
      'state',
      'effect',
      'methods',
      'path',
    ])
    for (const input of [undefined, null, [], 'x']) {
      expect(placesIn(parseResource(input, { product: 'jira' }))).to.deep.equal([''])
    }
  })

  it('has methods that a rule can name, written as they are compared', () => {
    for (const methods of ['all', 'reads', [...RULE_METHODS]])
      expect(places({ methods })).to.be.empty
    for (const methods of [[], 'GET', undefined, null]) {
      expect(places({ methods })).to.deep.equal(['methods'])
    }
    for (const method of ['HEAD', 'get', 'TRACE', 'reads', 7]) {
      expect(places({ methods: ['GET', method] })).to.deep.equal(['methods.1'])
    }
    expect(places({ methods: ['GET', 'GET'] })).to.deep.equal(['methods.1'])
    expect(saidOf(parse({ methods: ['HEAD'] }))).to.contain('a rule for GET holds for it too')
    expect(saidOf(parse({ methods: ['post'] }))).to.contain('Write POST')
  })

  it('has paths of its own product', () => {
    const rule = aResourceDraft({ path: '/api/v2/pages/**' })
    expect(placesIn(parseResource(rule, { product: 'confluence' }))).to.deep.equal([])
    expect(placesIn(parseResource(rule, { product: 'jira' }))).to.deep.equal(['path'])
  })

  it('asks of each parameter of the query one thing, once', () => {
    const name = 'expand'
    const cases: [unknown, string][] = [
      [[], 'query'],
      [[{ name }], 'query.0'],
      [[{ name, is: 'present', equals: 'x' }], 'query.0'],
      [[{ name, is: 'there' }], 'query.0.is'],
      [[{ name, equals: 7 }], 'query.0.equals'],
      [[{ name, equals: 'x'.repeat(1001) }], 'query.0.equals'],
      [[{ name, in: [] }], 'query.0.in'],
      [[{ name, in: ['a', 'a'] }], 'query.0.in.1'],
      [[{ name: '', is: 'absent' }], 'query.0.name'],
      [[{ is: 'absent' }], 'query.0.name'],
      [[{ name, is: 'absent', or: 1 }], 'query.0.or'],
      [
        [
          { name, is: 'absent' },
          { name, equals: 'x' },
        ],
        'query.1.name',
      ],
      [Array.from({ length: 21 }, (_, n) => ({ name: `p${n}`, is: 'absent' })), 'query'],
    ]
    for (const [query, path] of cases) expect(places({ query }), path).to.deep.equal([path])
  })

  it('opens to callers without a credential only what it says method by method, and asks not who', () => {
    expect(places({ anonymous: true })).to.be.empty
    expect(places({ anonymous: true, methods: ['POST'], networks: ['10.0.0.0/8'] })).to.be.empty
    const cases: [object, RegExp][] = [
      [{ effect: 'deny' }, /Only a rule that allows/],
      [{ methods: 'all' }, /Say in methods/],
      [{ who: { group: 'devs' } }, /Leave out who/],
      [{ actsAs: 'user' }, /Leave out actsAs/],
    ]
    for (const [given, says] of cases) {
      const parsed = parse({ anonymous: true, ...given })
      expect(placesIn(parsed)).to.deep.equal(['anonymous'])
      expect(saidOf(parsed)).to.match(says)
    }
  })

  it('costs one to a thousand points', () => {
    for (const cost of [1, 1000]) expect(places({ cost })).to.be.empty
    for (const cost of [0, 1001, 1.5, '1']) expect(places({ cost })).to.deep.equal(['cost'])
  })
})
