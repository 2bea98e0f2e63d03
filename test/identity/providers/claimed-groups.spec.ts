import { expect } from 'chai'
import fc from 'fast-check'
import { claimedGroups } from '../../../src/identity/providers/claimed-groups.ts'
import type { Claims } from '../../../src/identity/verification/token-findings.ts'

describe('the groups that a token claims', () => {
  const groupsIn = (claims: Claims, groupsClaim = 'groups') =>
    claimedGroups({ groupsClaim }, claims)

  it('are the texts of a list, or the one text', () => {
    expect(groupsIn({ groups: ['developers', 'Ops & Co'] })).to.deep.equal([
      'developers',
      'Ops & Co',
    ])
    expect(groupsIn({ groups: 'developers' })).to.deep.equal(['developers'])
    expect(groupsIn({ groups: 'a b' }), 'never taken apart').to.deep.equal(['a b'])
  })

  it('stand where the provider’s path says', () => {
    const claims = { realm_access: { roles: ['a'] }, 'https://acme.com/groups': ['b'] }
    expect(groupsIn(claims, 'realm_access.roles')).to.deep.equal(['a'])
    expect(groupsIn(claims, '/https:~1~1acme.com~1groups')).to.deep.equal(['b'])
  })

  it('are numbers, true and false as their text, and nothing that has no text', () => {
    const groups = ['a', 7, true, false, null, { name: 'b' }, ['c']]
    expect(groupsIn({ groups })).to.deep.equal(['a', '7', 'true', 'false'])
    expect(groupsIn({ groups: 7 })).to.deep.equal(['7'])
    expect(groupsIn({ groups: { a: 'b' } })).to.deep.equal([])
  })

  it('are none when the token has no such claim, and nothing at all when the provider names none', () => {
    for (const claims of [{}, { groups: [] }, { groups: null }, { Groups: ['a'] }]) {
      expect(groupsIn(claims), JSON.stringify(claims)).to.deep.equal([])
    }
    expect(claimedGroups({}, { groups: ['a'] })).to.equal(undefined)
  })

  it('are left out where the token says so, whatever stands there all the same', () => {
    for (const marks of [
      { hasgroups: true },
      { hasgroups: 'true' },
      { _claim_names: { groups: 'src1' } },
    ]) {
      for (const groups of [undefined, [], ['a']]) {
        const claims = groups === undefined ? marks : { ...marks, groups }
        expect(groupsIn(claims), JSON.stringify(claims)).to.equal('left-out')
      }
    }
    expect(groupsIn({ hasgroups: true, roles: ['a'] }, 'roles')).to.deep.equal(['a'])
  })

  it('are left out when there are more than are looked at, or one is too long', () => {
    const many = Array.from({ length: 1000 }, (_, n) => `team-${n}`)
    expect(groupsIn({ groups: many })).to.have.length(1000)
    expect(groupsIn({ groups: [...many, 'one'] })).to.equal('left-out')
    expect(groupsIn({ groups: ['x'.repeat(500)] })).to.have.length(1)
    expect(groupsIn({ groups: ['a', 'x'.repeat(501)] })).to.equal('left-out')
    expect(groupsIn({ groups: 'x'.repeat(501) })).to.equal('left-out')
  })

  it('are left out where a number may be another one that JSON has rounded', () => {
    expect(groupsIn({ groups: [2 ** 53 - 1] })).to.deep.equal(['9007199254740991'])
    const claims = JSON.parse('{"groups":[9007199254740993]}') as Claims // It is an object.
    expect(groupsIn(claims)).to.equal('left-out')
    expect(groupsIn({ groups: [JSON.parse('-1e999')] })).to.equal('left-out')
  })

  it('are, of any claim, texts that stand in it, or left out', () => {
    const property = fc.property(fc.jsonValue(), (groups) => {
      const found = groupsIn({ groups })
      if (found === 'left-out') return
      const members: readonly unknown[] = Array.isArray(groups) ? groups : [groups]
      const texts = members.filter((member) => typeof member !== 'object').map(String)
      for (const group of found ?? []) expect(texts).to.include(group)
    })
    // An object cannot be made a text when its `toString` is none.
    fc.assert(property, { examples: [[['a', { toString: 0 }]]] })
  })
})
