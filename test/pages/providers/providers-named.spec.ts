import { expect } from 'chai'
import { EVERYTHING } from '../../../src/policy/starter-sets.ts'
import { accepted, aDraft } from '../../identity/providers/drafts.ts'
import { formIn } from '../form-in.ts'
import { BY, startProviders, type ProvidersWorld } from './providers-world.ts'

describe('a provider that rules speak of', () => {
  let world: ProvidersWorld
  beforeEach(async () => {
    world = await startProviders()
    await world.trust(accepted(aDraft({ groupsClaim: 'groups' })))
    await world.policies.change(world.tenant.id, BY, ({ document }) => ({
      ...document,
      groups: [
        {
          id: 'staff',
          name: 'Staff',
          sources: [{ from: 'provider', provider: 'acme', value: 'staff' }],
        },
      ],
      resources: [{ ...EVERYTHING, name: 'For Acme', who: { provider: 'acme' } }],
    }))
  })
  afterEach(() => world.stop())

  it('is not removed, and the page says what names it', async () => {
    const { status, html } = await world.post('acme/remove')
    expect(status).to.equal(422)
    expect(html).to.include('rules still name it')
    expect(html).to.include('The group “Staff”').and.to.include('The access rule “For Acme”')
    expect(await world.trusted()).to.have.length(1)
  })

  it('keeps the claim that its groups come from', async () => {
    const { html } = await world.post('acme/form')
    const { status, html: refused } = await world.post('save', {
      ...formIn(html),
      groupsClaim: '',
    })
    expect(status).to.equal(422)
    expect(refused).to.include('The group “Staff”').and.to.include('groupsClaim')
    expect((await world.trusted())[0]?.groupsClaim).to.equal('groups')
  })

  it('is removed once nothing names it', async () => {
    await world.policies.change(world.tenant.id, BY, ({ document }) => ({
      ...document,
      groups: [],
      resources: [],
    }))
    expect((await world.post('acme/remove')).status).to.equal(200)
    expect(await world.trusted()).to.have.length(0)
  })
})
