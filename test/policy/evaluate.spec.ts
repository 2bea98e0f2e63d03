import { expect } from 'chai'
import { Secret } from '../../src/lib/secret.ts'
import { DEFAULT_ACCESS } from '../../src/policy/group.ts'
import { DEFAULT_POLICY } from '../../src/policy/policy-document.ts'
import type { Principal } from '../../src/identity/principal.ts'
import type { RuleFinding } from '../../src/policy/decision.ts'
import { evaluate } from '../../src/policy/evaluate.ts'
import { DEFAULT_SWITCHES } from '../../src/policy/switches.ts'
import { compilePolicy } from '../../src/policy/snapshot.ts'
import { aCall } from '../support/things.ts'
import { aDenial, aGroup, aRule, decided, outcome, outcomeOf } from './rule-things.ts'
import { aPrincipal, aSituation } from './situation-things.ts'

const reader = aPrincipal({ access: 'read' })
const manager = aPrincipal({ access: 'manage' })
const nobody = aPrincipal({
  actsAs: { kind: 'anonymous' },
  credential: { kind: 'anonymous', id: 'anonymous' },
  ownerAccountId: undefined,
})
const passedThrough = aPrincipal({
  actsAs: { kind: 'caller', authorization: new Secret('Basic of-somebody') },
  credential: { kind: 'bypass', id: 'old-script' },
  ownerAccountId: undefined,
})
const open = { ...DEFAULT_SWITCHES, anonymousCalls: true, basicPassThrough: true }
const OLD = { createdAt: 0, lastActiveAt: 0, isService: false }
const groups = [aGroup('staff'), aGroup('guests')]
const access = (given: Partial<typeof DEFAULT_ACCESS>) => ({
  groups,
  access: { ...DEFAULT_ACCESS, ...given },
})
const told = ({ rule, matched, because }: RuleFinding) => `${rule} ${String(matched)} ${because}`
const write = aCall({ method: 'POST', path: '/rest/api/3/issue' })

/** One situation that each rule in turn refuses; the rules before it are content. */
const ORDER: readonly [rule: string, code: string, ...Parameters<typeof decided>][] = [
  [
    'gateway-is-on',
    'gateway/switched-off',
    { switches: { ...DEFAULT_SWITCHES, gateway: false } },
    { principal: manager, call: aCall({ path: '/login' }) },
  ],
  [
    'token-only-manages',
    'call/manage-only',
    {},
    { principal: manager, call: aCall({ path: '/x' }) },
  ],
  [
    'credential-is-accepted',
    'credential/switched-off',
    { switches: { ...DEFAULT_SWITCHES, gateway: false, apiTokens: false } },
    { principal: manager, call: aCall({ path: '/login' }) },
  ],
  [
    'resource-is-served',
    'call/unknown-resource',
    { switches: open },
    { principal: nobody, call: aCall({ path: '/login', needsToken: true }) },
  ],
  [
    'token-prefix',
    'credential/token-required',
    { switches: open, networks: { allow: [], deny: ['0.0.0.0/0'] } },
    { principal: nobody, call: aCall({ needsToken: true }) },
  ],
  [
    'address-is-not-denied',
    'call/outside-networks',
    { networks: { allow: ['10.0.0.0/8'], deny: ['203.0.113.0/24'] } },
    {},
  ],
  [
    'address-is-allowed',
    'call/outside-networks',
    { networks: { allow: ['10.0.0.0/8'], deny: [] }, ...access({ mayCall: ['staff'] }) },
    {},
  ],
  [
    'token-stands',
    'credential/expired',
    access({ mayCall: ['staff'] }),
    { principal: aPrincipal({ token: OLD }) },
  ],
  [
    'caller-may-call',
    'call/not-a-member',
    { ...access({ mayCall: ['staff'] }), resources: [aDenial()] },
    { groups: new Set(['guests']) },
  ],
  [
    'resource:no',
    'call/denied',
    { resources: [aRule(), aDenial()], ...access({ fullAccess: ['staff'] }) },
    { principal: aPrincipal({ resources: [] }), groups: new Set(['staff']) },
  ],
  [
    'resource-is-granted',
    'call/outside-grant',
    access({ fullAccess: ['staff'] }),
    {
      principal: aPrincipal({ access: 'read', places: ['P'] }),
      call: write,
      groups: new Set(['staff']),
    },
  ],
  [
    'caller-may-write',
    'call/read-only',
    access({ readOnly: ['guests'], fullAccess: ['staff'] }),
    { call: write, groups: new Set(['staff', 'guests']) },
  ],
  ['no-rule-allows', 'call/not-available', { resources: [] }, {}],
]

describe('a decision', () => {
  it('makes nothing available under the rules that hold until an admin decides', () => {
    for (const product of ['jira', 'confluence'] as const) {
      const snapshot = compilePolicy(DEFAULT_POLICY, product)
      const path = product === 'jira' ? '/rest/api/3/myself' : '/api/v2/pages'
      const decision = evaluate(snapshot, aSituation({ call: aCall({ product, path }) }))
      expect(outcomeOf(decision)).to.equal('call/not-available')
    }
  })

  for (const [rule, code, given, situation] of ORDER) {
    it(`falls by ${rule} when nothing before it objects, whatever would come after it`, () => {
      const decision = decided(given, situation)
      expect(decision.rule).to.equal(rule)
      expect(outcomeOf(decision)).to.equal(code)
      expect(decision.findings.at(-1)?.rule).to.equal(rule)
    })
  }

  it('looks at the rules in their order, and tells of each whether it was so and why', () => {
    expect(decided({}, {}).findings.map(told)).to.deep.equal([
      'credential-is-accepted true kind-on',
      'gateway-is-on true gateway-on',
      'token-only-manages false not-for-managing',
      'resource-is-served true served',
      'token-prefix false usual-prefix',
      'address-is-not-denied true not-denied-network',
      'address-is-allowed true allowed-network',
      'token-stands true no-api-token',
      'caller-may-call true everyone',
      'resource-is-granted true no-own-limit',
      'caller-may-write true only-reads',
      'full-access false no-full-access',
      'resource:everything true holds',
    ])
  })

  it('serves only the parts of each product that are listed', () => {
    const closed = [
      '/',
      '/login',
      '/rest/plugins/1.0/',
      '/rest/api/3',
      '/REST/api/3/myself',
      '/api/v2/pages',
    ]
    for (const path of closed) {
      expect(outcome({}, { call: aCall({ path }) }), path).to.equal('call/unknown-resource')
    }
    for (const path of ['/rest/agile/1.0/board', '/rest/api/latest/myself']) {
      expect(outcome({}, { call: aCall({ path }) }), path).to.equal('allow')
    }
    const pages = aCall({ product: 'confluence', path: '/api/v2/pages' })
    expect(outcome({}, { call: pages })).to.equal('allow')
  })

  it('serves no path that can be read in two ways, should one ever come here', () => {
    for (const path of ['/rest/api/3//issue', '/rest/api/3/%zz', '/rest/api/3/%c3']) {
      expect(outcome({}, { call: aCall({ path }) }), path).to.equal('call/unknown-resource')
    }
  })

  it('takes tokens alone by the prefix for tokens', () => {
    const call = aCall({ needsToken: true })
    const of = (kind: Principal['credential']['kind']) =>
      outcome(
        { switches: open },
        { call, principal: aPrincipal({ credential: { kind, id: 'x' } }) },
      )
    for (const kind of ['api-token', 'provider-token'] as const) expect(of(kind)).to.equal('allow')
    for (const kind of ['basic', 'context-token', 'bypass'] as const) {
      expect(of(kind), kind).to.equal('credential/token-required')
    }
  })

  it('lets a read token read, searches by POST included, and nothing else', () => {
    const by = (method: string, path = '/rest/api/3/issue') =>
      outcome({}, { principal: reader, call: aCall({ method, path }) })
    for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(by(method), method).to.equal('allow')
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(by(method), method).to.equal('call/read-only')
    }
    expect(by('POST', '/rest/api/3/search/jql')).to.equal('allow')
    for (const path of ['/rest/api/3/search/jql/delete', '/rest/api/3/issue/bulkfetchx']) {
      expect(by('POST', path), path).to.equal('call/read-only')
    }
  })

  it('asks nobody who is not known for a membership', () => {
    const given = {
      ...access({ mayCall: ['staff'] }),
      switches: { ...DEFAULT_SWITCHES, anonymousCalls: true },
      resources: [aRule({ anonymous: true })],
    }
    for (const principal of [nobody, passedThrough]) {
      expect(outcome(given, { principal })).to.equal('allow')
    }
    expect(outcome(given, { principal: reader })).to.equal('call/not-a-member')
  })

  it('lets a bypass through what no rule allows, and through nothing that a rule denies', () => {
    const allowed = decided({ resources: [] }, { principal: passedThrough })
    expect(allowed).to.include({ effect: 'allow', rule: 'bypass:old-script' })
    expect(allowed.findings.at(-1)).to.include({ rule: 'bypass:old-script', matched: true })
    expect(outcome({ resources: [aDenial()] }, { principal: passedThrough })).to.equal(
      'call/denied',
    )
    const off = { switches: { ...DEFAULT_SWITCHES, gateway: false } }
    expect(outcome(off, { principal: passedThrough })).to.equal('gateway/switched-off')
  })

  it('lets members of a group with full access call what no rule allows, and nobody else', () => {
    const given = { ...access({ fullAccess: ['staff'] }), resources: [], switches: open }
    const staff = { groups: new Set(['staff']) }
    expect(decided(given, staff)).to.deep.include({ rule: 'full-access', resource: undefined })
    expect(outcome(given, { groups: new Set(['guests']) })).to.equal('call/not-available')
    expect(outcome(given, { ...staff, principal: nobody })).to.equal('call/not-available')
  })

  it('names the rule that says what a call costs also where full access decides', () => {
    const given = { ...access({ fullAccess: ['staff'] }), resources: [aRule({ cost: 7 })] }
    const decision = decided(given, { groups: new Set(['staff']) })
    expect(decision).to.deep.include({ rule: 'full-access', resource: aRule({ cost: 7 }) })
    expect(decision.findings.at(-1)).to.include({ rule: 'full-access', matched: true })
  })
})
