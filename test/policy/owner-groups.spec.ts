import { expect } from 'chai'
import type { Group } from '../../src/policy/group.ts'
import { ownerGroupsOf } from '../../src/policy/owner-groups.ts'
import { DEFAULT_POLICY } from '../../src/policy/policy-document.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { expectRefusal } from '../support/refusals.ts'

describe('the groups of who is to own a token', () => {
  const ofProduct = (groupId: string) => ({ from: 'product', groupId, name: groupId }) as const
  const groups: readonly Group[] = [
    { id: 'short', name: 'Short', sources: [ofProduct('g1'), ofProduct('g2')], tokenDaysMax: 7 },
    { id: 'few', name: 'Few', sources: [ofProduct('g3')], liveTokensMax: 1 },
    { id: 'plain', name: 'Plain', sources: [ofProduct('g1')] },
    {
      id: 'claimed',
      name: 'Claimed',
      sources: [{ from: 'provider', provider: 'acme', value: 'g1' }],
      tokenDaysMax: 1,
    },
  ]
  const { document } = DEFAULT_POLICY

  it('are those that the product’s groups make and a rule about tokens speaks of', async () => {
    const of = async (...ids: string[]) => [
      ...(await ownerGroupsOf({ ...document, groups }, async () => ids)),
    ]
    expect(await of('g2', 'other')).to.deep.equal(['short'])
    expect(await of('g1', 'g3')).to.deep.equal(['short', 'few'])
    expect(await of()).to.deep.equal([])
  })

  it('are asked for only where a rule about tokens depends on them', async () => {
    const ask = () => Promise.reject(new Refusal('groups/unavailable'))
    const without = groups.filter(({ id }) => id === 'plain' || id === 'claimed')
    const none = await ownerGroupsOf({ ...document, groups: without }, ask)
    expect([...none]).to.deep.equal([])
    await expectRefusal(ownerGroupsOf({ ...document, groups }, ask), 'groups/unavailable')
  })
})
