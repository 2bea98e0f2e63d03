import { expect } from 'chai'
import fc from 'fast-check'
import { evaluate } from '../../src/policy/evaluate.ts'
import { explain } from '../../src/policy/explain/explain.ts'
import type { Explanation } from '../../src/policy/explain/explanation.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import type { Situation } from '../../src/policy/situation.ts'
import { compilePolicy } from '../../src/policy/snapshot.ts'
import { EVERYTHING } from '../../src/policy/starter-sets.ts'
import type { Product } from '../../src/tenants/tenant.ts'
import { aCall } from '../support/things.ts'
import { aDenial, aGroup, aRule, aSnapshot } from './rule-things.ts'
import { meetingDocuments, situationsFor } from './situation-arbitraries.ts'
import { aPrincipal, aSituation } from './situation-things.ts'

const PRODUCTS = ['jira', 'confluence'] as const

/** Random policies of both products, each with random calls. */
function always(
  check: (explanation: Explanation, document: PolicyDocument, situation: Situation) => void,
): void {
  const cases = fc.constantFrom<Product>(...PRODUCTS).chain((product) =>
    meetingDocuments(product).chain((document) =>
      fc.record({
        product: fc.constant(product),
        document: fc.constant(document),
        situation: situationsFor(document, product),
      }),
    ),
  )
  fc.assert(
    fc.property(cases, ({ product, document, situation }) => {
      const snapshot = compilePolicy({ version: 1, document }, product)
      const explanation = explain(snapshot, situation)
      expect(explanation.decision).to.deep.equal(evaluate(snapshot, situation))
      check(explanation, document, situation)
    }),
    { numRuns: 600 },
  )
}

describe('an explanation', () => {
  it('is of the decision that is made, with each of its findings told once and in order', () => {
    const met = new Set<string>()
    always(({ decision, lookedAt }) => {
      const told = lookedAt.map(({ rule, matched, because }) => ({ rule, matched, because }))
      expect(told).to.deep.equal(decision.findings)
      met.add(decision.effect === 'allow' ? 'allow' : decision.code)
    })
    expect([...met]).to.include.members(['allow', 'call/denied', 'call/not-available'])
    expect(met.size).to.be.greaterThan(7) // Or the property said little.
  })

  it('names one deciding rule, last of those that were looked at', () => {
    always(({ decision, lookedAt }) => {
      const deciding = lookedAt.filter(({ decides }) => decides)
      expect(deciding.map(({ rule }) => rule)).to.deep.equal([decision.rule])
      expect(lookedAt.at(-1)?.decides).to.equal(true)
    })
  })

  it('tells every resource rule once, looked at or why not', () => {
    always(({ lookedAt, passedOver }, document) => {
      const rules = [...lookedAt, ...passedOver].map(({ rule }) => rule)
      expect(new Set(rules).size).to.equal(rules.length)
      expect(rules).to.include.members(document.resources.map(({ id }) => `resource:${id}`))
    })
  })

  it('finds that a resource rule holds exactly where each of its told parts does', () => {
    let [held, failed] = [0, 0]
    always(({ lookedAt }, document) => {
      for (const { rule, matched, because, parts } of lookedAt) {
        const own = document.resources.find(({ id }) => rule === `resource:${id}`)
        if (own === undefined) continue
        const holds = parts.every((part) => part.holds)
        expect(matched, rule).to.equal(holds && own.state === 'on')
        expect(because === 'holds-in-shadow', rule).to.equal(holds && own.state === 'shadow')
        const firstMissing = parts.find((part) => !part.holds)?.part
        if (firstMissing !== undefined) expect(because).to.equal(`other-${firstMissing}`)
        if (holds) held += 1
        else failed += 1
      }
    })
    expect(Math.min(held, failed)).to.be.greaterThan(5)
  })

  it('has a sentence for whatever it finds, without ids of groups that have names', () => {
    always(({ lookedAt, passedOver }) => {
      for (const { says, name } of [...lookedAt, ...passedOver]) {
        expect(says).to.match(/^\S.*\.$/)
        expect(name).to.not.equal('')
        expect(says).to.not.match(/undefined|NaN|\[object/)
      }
    })
  })

  const explained = (given: Partial<PolicyDocument>, situation: Partial<Situation> = {}) =>
    explain(aSnapshot({ resources: [EVERYTHING], ...given }), aSituation(situation))

  it('says in words an administrator knows what a rule is about, and how the call differs', () => {
    const staff = aGroup('g-1', { name: 'Staff' })
    const rule = aRule({ id: 'r', name: 'Staff read', who: { group: 'g-1' } })
    const { lookedAt } = explained({ resources: [rule], groups: [staff] })
    const told = lookedAt.find((each) => each.rule === 'resource:r')
    expect(told).to.include({ name: 'Staff read', matched: false, because: 'other-caller' })
    expect(told?.says).to.equal(
      'It is for members of “Staff”. The call was made with the API token token-of-alice; the caller is in no group of these rules.',
    )
    expect(told?.parts.map(({ part, holds }) => `${part} ${String(holds)}`)).to.deep.equal([
      'credential true',
      'caller false',
    ])
  })

  it('tells of rules that were passed over why, and which would have fitted as well', () => {
    const { decision, passedOver } = explained({
      resources: [
        aDenial(),
        aDenial({ id: 'also' }),
        aDenial({ id: 'idle', state: 'off' }),
        aDenial({ id: 'elsewhere', path: '/rest/api/2/**' }),
        aDenial({ id: 'writes', methods: ['POST'] }),
        aDenial({ id: 'from-inside', networks: ['10.0.0.0/8'] }),
      ],
    })
    expect(decision.rule).to.equal('resource:no')
    const told = passedOver.map(({ rule, because, says }) => `${rule} ${because} ${says.slice(-9)}`)
    expect(told).to.deep.equal(
      [
        'resource-is-granted decided-before his rule.',
        'caller-may-write decided-before his rule.',
        'full-access decided-before his rule.',
        'resource:also decided-before  as well.',
        'resource:idle off t is off.',
        'resource:elsewhere other-path api/2/**.',
        'resource:writes other-method PATH',
        'resource:from-inside decided-before his rule.',
      ].map((each) => each.replace('PATH', 'OST of /**.'.slice(-9))),
    )
  })

  it('shows that a kind of credential is switched off, though the gateway refuses it earlier', () => {
    const { switches } = aSnapshot().document
    const { lookedAt } = explained({ switches: { ...switches, apiTokens: false } })
    expect(lookedAt).to.have.length(1)
    expect(lookedAt[0]).to.include({ because: 'kind-off', decides: true })
    expect(lookedAt[0]?.says).to.equal('The gateway takes no API tokens: they are switched off.')
  })

  it('tells the query that a rule asks for', () => {
    const rule = aRule({ query: [{ name: 'jql', is: 'present' }], networks: ['203.0.113.0/24'] })
    const { lookedAt } = explained({ resources: [rule] }, { call: aCall({ query: 'a=1' }) })
    const parts = lookedAt.find(({ because }) => because === 'other-query')?.parts ?? []
    expect(parts.map(({ asks, holds }) => `${asks}: ${String(holds)}`)).to.deep.equal([
      'callers with a credential: true',
      'calls from 203.0.113.0/24: true',
      'a query in which jql is present: false',
    ])
  })

  it('names what full access passed over, and the groups by which it is given', () => {
    const ops = aGroup('g-2', { name: 'Operators' })
    const { access } = aSnapshot().document
    const { lookedAt, passedOver } = explained(
      { groups: [ops], access: { ...access, fullAccess: ['g-2'] } },
      { groups: new Set(['g-2']), principal: aPrincipal() },
    )
    expect(lookedAt.at(-1)).to.include({
      rule: 'full-access',
      says: 'Members of “Operators” may call everything that is served.',
    })
    expect(passedOver.map(({ rule }) => rule)).to.deep.equal(['resource:everything'])
  })
})
