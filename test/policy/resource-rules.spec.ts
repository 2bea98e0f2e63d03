import { expect } from 'chai'
import { Secret } from '../../src/lib/secret.ts'
import type { ResourceRule } from '../../src/policy/resource-rule.ts'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import { aCall } from '../support/things.ts'
import { aDenial, aGroup, aRule, decided, outcome } from './rule-things.ts'
import { aPrincipal } from './situation-things.ts'

const app = aPrincipal({ actsAs: { kind: 'app' } })
const basic = aPrincipal({
  actsAs: { kind: 'caller', authorization: new Secret('Basic x') },
  credential: { kind: 'basic', id: 'basic' },
})
const nobody = aPrincipal({
  actsAs: { kind: 'anonymous' },
  credential: { kind: 'anonymous', id: 'anonymous' },
  ownerAccountId: undefined,
})
const switches = { ...DEFAULT_SWITCHES, anonymousCalls: true, basicPassThrough: true }

const allowing = (rule: Partial<ResourceRule>, situation: Parameters<typeof outcome>[1] = {}) =>
  outcome({ switches, groups: [aGroup('staff')], resources: [aRule(rule)] }, situation)
const denying = (rule: Partial<ResourceRule>, situation: Parameters<typeof outcome>[1] = {}) =>
  outcome(
    { switches, groups: [aGroup('staff')], resources: [aRule({ anonymous: true }), aDenial(rule)] },
    situation,
  )

describe('a resource rule', () => {
  it('holds for its methods, and for HEAD where it does for GET', () => {
    const by = (methods: ResourceRule['methods'], method: string, path = '/rest/api/3/issue') =>
      allowing({ methods }, { call: aCall({ method, path }) })
    expect(by(['GET'], 'GET')).to.equal('allow')
    expect(by(['GET'], 'HEAD')).to.equal('allow')
    expect(by(['POST'], 'HEAD')).to.equal('call/not-available')
    expect(by(['GET'], 'OPTIONS')).to.equal('call/not-available')
    expect(by('reads', 'OPTIONS')).to.equal('allow')
    expect(by('reads', 'POST')).to.equal('call/not-available')
    expect(by('reads', 'POST', '/rest/api/3/search/jql')).to.equal('allow')
    expect(by('all', 'DELETE')).to.equal('allow')
    const search = { call: aCall({ method: 'POST', path: '/rest/api/3/SEARCH/jql' }) }
    expect(allowing({ methods: 'reads' }, search)).to.equal('call/not-available')
    expect(denying({ methods: 'reads' }, search), 'might read').to.equal('call/denied')
    const head = { call: aCall({ method: 'HEAD' }) }
    expect(denying({ methods: ['GET'] }, head)).to.equal('call/denied')
  })

  it('that allows holds for no other spelling of its path, and one that denies for all', () => {
    const path = '/rest/api/3/issue/{key}/Ünder/**'.replace('Ü', '%C3%9C')
    const spelled = (text: string) => ({ call: aCall({ path: `/rest/api/3/${text}` }) })
    const same = 'issue/P-1/%C3%9Cnder/x'
    expect(allowing({ path }, spelled(same))).to.equal('allow')
    expect(denying({ path }, spelled(same))).to.equal('call/denied')
    for (const other of [
      'ISSUE/P-1/%C3%9Cnder',
      'issue/P-1/%C3%BCnder',
      'i%C5%BF%C5%BFue/P-1/%c3%9cNDER/',
    ]) {
      expect(allowing({ path }, spelled(other)), other).to.equal('call/not-available')
      expect(denying({ path }, spelled(other)), other).to.equal('call/denied')
    }
    for (const none of ['issue/P-1', 'issue/P-1/Under', 'issue//%C3%9Cnder']) {
      expect(denying({ path }, spelled(none)), none).not.to.equal('call/denied')
    }
  })

  it('holds only where its query is so', () => {
    const of = (query: string) => ({ call: aCall({ query }) })
    const two: ResourceRule['query'] = [
      { name: 'expand', is: 'absent' },
      { name: 'type', in: ['page', 'a b'] },
    ]
    expect(allowing({ query: two }, of('type=page'))).to.equal('allow')
    expect(allowing({ query: two }, of('x=1&type=a+b'))).to.equal('allow')
    expect(allowing({ query: two }, of('ty%70e=a%20b'))).to.equal('allow')
    for (const other of ['', 'type=blog', 'type=page&expand', 'TYPE=page', 'type=']) {
      expect(allowing({ query: two }, of(other)), other).to.equal('call/not-available')
    }
    const present: ResourceRule['query'] = [{ name: 'a', is: 'present' }]
    expect(allowing({ query: present }, of('a'))).to.equal('allow')
    expect(allowing({ query: present }, of('b=a'))).to.equal('call/not-available')
    const equals: ResourceRule['query'] = [{ name: 'a', equals: '1' }]
    expect(denying({ query: equals }, of('a=1'))).to.equal('call/denied')
    expect(denying({ query: equals }, of('a=2'))).to.equal('allow')
  })

  it('takes a name that is sent twice for fulfilling nothing that allows, and all that denies', () => {
    for (const query of ['a=1&a=1', 'a=2&a=1', 'a=1&a', 'a=3&%61=2']) {
      const call = aCall({ query })
      for (const condition of [
        { name: 'a', is: 'present' },
        { name: 'a', is: 'absent' },
        { name: 'a', equals: '1' },
        { name: 'a', in: ['1'] },
      ] as const) {
        const says = `${query} ${JSON.stringify(condition)}`
        expect(allowing({ query: [condition] }, { call }), says).to.equal('call/not-available')
        expect(denying({ query: [condition] }, { call }), says).to.equal('call/denied')
      }
    }
  })

  it('about users is not about the app, and denies also whoever might be one', () => {
    expect(allowing({ actsAs: 'user' })).to.equal('allow')
    expect(allowing({ actsAs: 'user' }, { principal: app })).to.equal('call/not-available')
    expect(allowing({ actsAs: 'user' }, { principal: basic })).to.equal('call/not-available')
    expect(allowing({ actsAs: 'app' }, { principal: app })).to.equal('allow')
    expect(denying({ actsAs: 'app' })).to.equal('allow')
    expect(denying({ actsAs: 'app' }, { principal: basic })).to.equal('allow')
    for (const principal of [aPrincipal(), basic, nobody]) {
      expect(denying({ actsAs: 'user' }, { principal })).to.equal('call/denied')
    }
    expect(denying({ actsAs: 'app' }, { principal: nobody })).to.equal('call/denied')
    expect(denying({ actsAs: 'user' }, { principal: app })).to.equal('allow')
  })

  it('holds in its networks alone, and an address that is not known is in none', () => {
    const networks = ['203.0.113.0/24', '2001:db8::/32']
    for (const address of ['203.0.113.9', '2001:db8::1', '::ffff:203.0.113.9']) {
      expect(allowing({ networks }, { address }), address).to.equal('allow')
      expect(denying({ networks }, { address }), address).to.equal('call/denied')
    }
    for (const address of ['203.0.114.9', '2001:db9::1', 'unknown']) {
      expect(allowing({ networks }, { address }), address).to.equal('call/not-available')
      expect(denying({ networks }, { address }), address).to.equal('allow')
    }
  })

  it('is for callers without a credential where it says so and that is switched on', () => {
    expect(allowing({ anonymous: true }, { principal: nobody })).to.equal('allow')
    expect(allowing({}, { principal: nobody })).to.equal('call/not-available')
    const resources = [aRule({ anonymous: true })]
    expect(outcome({ resources }, { principal: nobody })).to.equal('credential/switched-off')
  })

  it('denies those without a credential as well, who could be anybody it is about', () => {
    const forStaff = { who: { group: 'staff' } }
    expect(denying(forStaff, { groups: new Set(['staff']) })).to.equal('call/denied')
    expect(denying(forStaff)).to.equal('allow')
    expect(denying(forStaff, { principal: nobody })).to.equal('call/denied')
  })

  it('in shadow decides nothing, and tells what it would have done', () => {
    const shadowed = aDenial({ state: 'shadow' })
    const allowed = decided({ resources: [aRule(), shadowed] })
    expect(allowed).to.deep.include({ effect: 'allow', shadows: ['would-deny:no'] })
    expect(allowed.findings).to.deep.include({
      rule: 'resource:no',
      matched: false,
      because: 'holds-in-shadow',
    })
    const denied = decided({ resources: [aRule({ state: 'shadow' })] })
    expect(denied).to.deep.include({ effect: 'deny', shadows: ['would-allow:everything'] })
    expect(denied.rule).to.equal('no-rule-allows')
  })

  it('in shadow tells nothing where it would have changed nothing', () => {
    const shadowed = [aDenial({ state: 'shadow' }), aRule({ id: 'b', state: 'shadow' })]
    expect(decided({ resources: shadowed }).shadows).to.deep.equal(['would-allow:b'])
    expect(decided({ resources: [aRule(), ...shadowed] }).shadows).to.deep.equal(['would-deny:no'])
    const denied = decided({ resources: [...shadowed, aDenial({ id: 'real' })] })
    expect(denied).to.deep.include({ rule: 'resource:real', shadows: [] })
    const outside = { principal: aPrincipal({ resources: [] }) }
    expect(decided({ resources: shadowed }, outside).shadows).to.deep.equal([])
  })

  it('that is off is not there', () => {
    const decision = decided({ resources: [aDenial({ state: 'off' }), aRule({ state: 'off' })] })
    expect(decision).to.deep.include({ rule: 'no-rule-allows', shadows: [] })
    expect(decision.findings.some(({ rule }) => rule.startsWith('resource:'))).to.equal(false)
  })

  it('is found where method and path fit, the first that allows deciding', () => {
    const resources = [
      aRule({ id: 'elsewhere', path: '/rest/api/2/**' }),
      aRule({ id: 'other-method', methods: ['POST'] }),
      aRule({ id: 'not-here', networks: ['10.0.0.0/8'] }),
      aRule({ id: 'first', path: '/rest/api/3/**' }),
      aRule({ id: 'second', path: '/rest/api/3/myself' }),
    ]
    const decision = decided({ resources })
    expect(decision).to.deep.include({ rule: 'resource:first', resource: resources[3] })
    const found = decision.findings.filter(({ rule }) => rule.startsWith('resource:'))
    expect(found).to.deep.equal([
      { rule: 'resource:not-here', matched: false, because: 'other-network' },
      { rule: 'resource:first', matched: true, because: 'holds' },
    ])
  })
})
