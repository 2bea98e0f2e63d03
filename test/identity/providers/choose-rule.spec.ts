import { expect } from 'chai'
import { chooseRule, explainRules } from '../../../src/identity/providers/choose-rule.ts'
import type { Condition, TrustRule } from '../../../src/identity/providers/provider.ts'
import { aCountedList } from './counted.ts'

const rule = (name: string, when?: Condition): TrustRule => ({
  name,
  access: 'read',
  ...(when === undefined ? {} : { when }),
})
const inGroup = (group: string): Condition => ({ claim: 'groups', equals: group })
const CONTRACTORS = rule('contractors', inGroup('contractors'))
const STAFF = rule('staff', inGroup('staff'))
const EVERYONE = rule('everyone')

describe('the trust rule of a token', () => {
  it('is the first that fits, and a rule without a condition fits every token', () => {
    const rules = [CONTRACTORS, STAFF, EVERYONE]
    const chosen = (groups: string[]) => chooseRule(rules, { groups })
    expect(chosen(['staff', 'contractors'])).to.deep.equal({ kind: 'rule', rule: CONTRACTORS })
    expect(chosen(['staff'])).to.deep.equal({ kind: 'rule', rule: STAFF })
    expect(chosen([])).to.deep.equal({ kind: 'rule', rule: EVERYONE })
  })

  it('is none when none fits, and when there are none', () => {
    expect(chooseRule([CONTRACTORS, STAFF], { groups: ['guests'] })).to.deep.equal({ kind: 'none' })
    expect(chooseRule([], { groups: ['staff'] })).to.deep.equal({ kind: 'none' })
  })

  it('is never a wider one further down when it cannot be told whether an earlier one fits', () => {
    const incomplete = { kind: 'incomplete', claim: 'groups' }
    const claims = { sub: 'ann', _claim_names: { groups: 'src1' } }
    expect(chooseRule([CONTRACTORS, EVERYONE], claims)).to.deep.equal(incomplete)
    expect(chooseRule([CONTRACTORS], claims)).to.deep.equal(incomplete)
    const notContractor = rule('rest', { none: [inGroup('contractors')] })
    expect(chooseRule([notContractor, EVERYONE], claims)).to.deep.equal(incomplete)
  })

  it('is none of those after a rule with patterns for more text than is compared in all', () => {
    const list = aCountedList(Array.from({ length: 1_000 }, () => 'a/b/c/d'))
    const patterns = Array.from({ length: 10 }, (): Condition => ({ claim: 'g', glob: '**x**' }))
    const rules = Array.from({ length: 50 }, (_, n) => rule(`r${n}`, { any: patterns }))
    const claims = { g: list.values }
    const few = [...rules.slice(0, 1), EVERYONE]
    expect(chooseRule(few, claims)).to.deep.equal({ kind: 'rule', rule: EVERYONE })
    const many = [...rules, EVERYONE]
    expect(chooseRule(many, claims)).to.deep.equal({ kind: 'incomplete', claim: 'g' })
    explainRules(many, claims)
    // One look at the few, one for the choice, one for the verdicts and one for the reasons.
    expect(list.looks()).to.be.lessThan(4 * 20_000)
  })

  it('is found all the same when an earlier one fits for certain, or none before it hangs on the claim', () => {
    const claims = { sub: 'ann', hasgroups: true }
    const ann = rule('ann', { claim: 'sub', equals: 'ann' })
    const bob = rule('bob', { all: [{ claim: 'sub', equals: 'bob' }, inGroup('staff')] })
    expect(chooseRule([ann, CONTRACTORS], claims)).to.deep.equal({ kind: 'rule', rule: ann })
    expect(chooseRule([bob, ann], claims)).to.deep.equal({ kind: 'rule', rule: ann })
  })
})

describe('the explanation of rules', () => {
  const main: Condition = { claim: 'ref', equals: 'refs/heads/main' }
  const deploy = rule('deploy', {
    all: [
      { claim: 'repository', equals: 'acme/web' },
      main,
      { none: [{ claim: 'actor', in: ['bot', 'ann'] }] },
    ],
  })
  const says = (given: TrustRule, claims: object) => explainRules([given], { ...claims })[0]?.says

  it('tells of every rule whether it fits, as the choice itself would', () => {
    const claims = { _claim_names: { groups: 'src1' }, ref: 'refs/heads/main' }
    const verdicts = explainRules([STAFF, rule('main', main), deploy, EVERYONE], claims)
    expect(verdicts.map(({ name, verdict }) => [name, verdict])).to.deep.equal([
      ['staff', 'unknown'],
      ['main', 'fits'],
      ['deploy', 'does not fit'],
      ['everyone', 'fits'],
    ])
  })

  it('names the claim that decided, what it was and what was wanted', () => {
    const claims = { repository: 'acme/web', ref: 'refs/heads/dev', actor: 'ann' }
    expect(says(deploy, claims)).to.equal('ref is "refs/heads/dev"; wanted: "refs/heads/main"')
    expect(says(deploy, { ...claims, ref: 'refs/heads/main' })).to.equal(
      'which must not be: actor is "ann", as wanted: one of "bot", "ann"',
    )
    expect(says(deploy, {})).to.equal('repository is missing; wanted: "acme/web"')
    expect(says(STAFF, { hasgroups: true })).to.equal(
      'groups is left out of the token by its issuer',
    )
    expect(says(STAFF, { hasgroups: true, groups: ['x'] })).to.equal(
      'groups is partly left out of the token by its issuer',
    )
    expect(says(rule('long', { claim: 'g', glob: '**b' }), { g: 'a'.repeat(400_000) })).to.equal(
      'g is too long to be compared',
    )
    const either = rule('either', {
      any: [main, { claim: 'ref', glob: 'refs/tags/*' }, { claim: 'ref', prefix: 'v' }, main],
    })
    expect(says(either, { ref: 'x' })).to.equal(
      'ref is "x"; wanted: "refs/heads/main"; ref is "x"; wanted: of the form "refs/tags/*"; ref is "x"; wanted: beginning with "v"; and 1 more',
    )
  })

  it('shows long values cut, on one line', () => {
    const text = says(rule('main', main), { ref: `a\n${'b'.repeat(5000)}` })
    expect(text?.length).to.be.lessThan(300)
    expect(text).not.to.contain('\n')
  })
})
