import { expect } from 'chai'
import type { Principal } from '../../src/identity/principal.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { groupIdsOf } from '../../src/policy/caller-groups.ts'
import type { GroupSource } from '../../src/policy/group.ts'
import { aGroup, aSnapshot } from './rule-things.ts'
import { aPrincipal } from './situation-things.ts'

const product = (groupId: string): GroupSource => ({ from: 'product', groupId, name: groupId })
const claim = (provider: string, value: string): GroupSource => ({
  from: 'provider',
  provider,
  value,
})
const snapshot = aSnapshot({
  groups: [
    aGroup('staff', { sources: [product('g-1'), claim('company', 'employees')] }),
    aGroup('admins', { sources: [product('g-2'), product('g-1')] }),
    aGroup('partners', { sources: [claim('partner', 'employees')] }),
  ],
})

function ofProvider(provider: string | undefined, claimedGroups: Principal['claimedGroups']) {
  const kind = provider === undefined ? 'api-token' : 'provider-token'
  return aPrincipal({ credential: { kind, id: 'x', provider }, claimedGroups })
}

const groupsOf = (principal: Principal, ofProduct: readonly string[] = []) => [
  ...groupIdsOf(snapshot, principal, ofProduct),
]

describe('the groups of a caller', () => {
  it('are all of which one of the sources has the caller', () => {
    expect(groupsOf(aPrincipal(), ['g-1', 'g-9'])).to.deep.equal(['staff', 'admins'])
    expect(groupsOf(aPrincipal(), ['g-2'])).to.deep.equal(['admins'])
    const both = ofProvider('company', ['employees', 'drivers'])
    expect(groupsOf(both)).to.deep.equal(['staff'])
    expect(groupsOf(both, ['g-2'])).to.have.members(['staff', 'admins'])
    expect(groupsOf(aPrincipal())).to.deep.equal([])
  })

  it('are never claimed by the token of another provider, nor by names alone', () => {
    expect(groupsOf(ofProvider('partner', ['employees']))).to.deep.equal(['partners'])
    for (const claimed of [['staff'], ['g-1'], ['Employees'], ['employees ']]) {
      expect(groupsOf(ofProvider('company', claimed)), claimed[0]).to.deep.equal([])
    }
    expect(groupsOf(ofProvider('unheard-of', ['employees']))).to.deep.equal([])
    expect(groupsOf(ofProvider(undefined, ['employees']))).to.deep.equal([])
    expect(groupsOf(aPrincipal(), ['employees'])).to.deep.equal([])
  })

  it('cannot be told where the token leaves out what a group depends on', () => {
    expect(() => groupsOf(ofProvider('company', 'left-out'), ['g-1']))
      .to.throw(Refusal)
      .with.property('code', 'token/incomplete')
    // No group depends on what these leave out.
    expect(groupsOf(ofProvider('unheard-of', 'left-out'), ['g-2'])).to.deep.equal(['admins'])
    expect(groupsOf(ofProvider(undefined, 'left-out'))).to.deep.equal([])
  })
})
