import { expect } from 'chai'
import { accepted, aDraft } from '../../identity/providers/drafts.ts'
import { formIn } from '../form-in.ts'
import { startProviders, type ProvidersWorld } from './providers-world.ts'

describe('two admins at the providers of one site', () => {
  let world: ProvidersWorld
  beforeEach(async () => {
    world = await startProviders()
  })
  afterEach(() => world.stop())

  it('refuses to overwrite what somebody else has changed meanwhile, and keeps what was typed', async () => {
    await world.trust(accepted(aDraft()))
    const form = formIn((await world.post('acme/form')).html)
    await world.post('save', { ...form, audiences: 'of-adam' }, 'adam')
    let mine = { ...form, name: 'Of Ada' }
    for (const attempt of ['first', 'repeated without a look']) {
      const { status, html } = await world.post('save', mine)
      expect(status, attempt).to.equal(422)
      expect(html).to.include('Somebody else has changed this provider')
      mine = { ...mine, ...formIn(html) }
      expect(mine.name).to.equal('Of Ada')
    }
    expect(await world.trusted()).to.deep.equal([accepted(aDraft({ audiences: ['of-adam'] }))])
  })

  it('lets two admins edit two providers, and undoes no switch', async () => {
    const other = aDraft({ id: 'other', issuer: 'https://other.example' })
    await world.trust(accepted(aDraft()), accepted(other))
    const [mine, theirs] = [await world.post('acme/form'), await world.post('other/form')].map(
      ({ html }) => formIn(html),
    )
    await world.post('save', { ...theirs, name: 'Theirs' }, 'adam')
    await world.post('acme/enabled', { enabled: 'off' }, 'adam')
    expect((await world.post('save', { ...mine, name: 'Mine' })).status).to.equal(200)
    expect((await world.trusted()).map(({ name, enabled }) => [name, enabled])).to.deep.equal([
      ['Mine', false],
      ['Theirs', true],
    ])
  })

  it('says so when the provider of an open form was removed', async () => {
    await world.trust(accepted(aDraft()))
    const form = formIn((await world.post('acme/form')).html)
    await world.post('acme/remove', {}, 'adam')
    const { status, html } = await world.post('save', form)
    expect(status).to.equal(422)
    expect(html).to.include('Somebody else has removed this provider')
    expect(await world.trusted()).to.be.empty
  })

  it('does not let a form give a provider another id', async () => {
    await world.trust(accepted(aDraft()))
    const form = formIn((await world.post('acme/form')).html)
    await world.post('save', { ...form, id: 'another', name: 'Renamed' })
    expect((await world.trusted()).map(({ id, name }) => [id, name])).to.deep.equal([
      ['acme', 'Renamed'],
    ])
  })
})
