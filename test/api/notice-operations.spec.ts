import { expect } from 'chai'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { watchForSecret } from '../support/sinks.ts'
import { describedForms } from './described-forms.ts'
import { startManagement, type ManagementWorld } from './management-world.ts'

describe('notices in the management API', () => {
  let world: ManagementWorld
  let receiver: SmallServer
  beforeEach(async () => {
    world = await startManagement()
    receiver = await startSmallServer()
  })
  afterEach(async () => {
    await world.stop()
    await receiver.close()
  })

  const SETTINGS = '/notices/settings'
  const wish = (given: object = {}) => ({
    url: 'https://hooks.example.com/in',
    kinds: ['budget.low', 'guard.tripped'],
    state: 'on',
    ...given,
  })
  const put = (body: object) => world.send('PUT', SETTINGS, { body })

  it('are set as the document describes it, with the secret in that answer alone', async () => {
    const forms = await describedForms(world)
    const before = (await world.send('GET', SETTINGS)).json
    expect(before).to.deep.equal({ isSet: false })
    expect(forms.inputFaultsOf('put', SETTINGS, wish())).to.equal(undefined)
    const first = await put(wish())
    const secret = String(first.json['secret'])
    watchForSecret(secret)
    expect(secret).to.match(/^whsec_/)
    const again = await put(wish())
    const read = await world.send('GET', SETTINGS)
    for (const { json } of [first, again, read]) {
      expect(forms.faultsOf('put', SETTINGS, 200, json)).to.equal(undefined)
      expect(json).to.deep.include({ kinds: ['guard.tripped', 'budget.low'], state: 'on' })
    }
    for (const { json } of [again, read]) expect(json).not.to.have.property('secret')
    const rotated = String((await put(wish({ rotateSecret: true }))).json['secret'])
    watchForSecret(rotated)
    expect(rotated)
      .to.match(/^whsec_/)
      .and.not.to.equal(secret)
    const kinds = (await world.events()).map(({ kind }) => kind)
    expect(kinds).to.deep.equal(['notices.changed', 'notices.changed'])
  })

  it('that cannot be told anywhere are refused with every fault', async () => {
    for (const [given, path] of [
      [{ url: 'http://hooks.example.com' }, 'url'],
      [{ url: 'https://10.0.0.1/' }, 'url'],
      [{ url: 'x' }, 'url'],
      [{ kinds: [] }, 'kinds'],
      [{ kinds: ['call'] }, 'kinds'],
      [{ state: 'gone' }, 'state'],
      [{ secret: 'mine' }, 'secret'],
    ] as const) {
      const { outcome, json } = await put(wish(given))
      expect(outcome, path).to.equal('422 request/invalid-input')
      expect(json).to.have.nested.property('faults[0].path', path)
    }
    expect(await world.events()).to.deep.equal([])
  })

  it('are tested, and what was sent is listed', async () => {
    const forms = await describedForms(world)
    expect((await world.send('POST', '/notices/test')).outcome).to.equal('404 request/not-found')
    const kinds = ['guard.tripped'] as const
    const by = { actor: 'ada', requestId: 'r' }
    const whole = { url: `${receiver.origin}/x`, kinds, state: 'off' } as const
    await world.notices.save(world.jira.id, whole, by)
    const { json } = await world.send('POST', '/notices/test')
    expect(json).to.deep.equal({ delivered: true, outcome: 'the receiver answered 200' })
    expect(forms.faultsOf('post', '/notices/test', 200, json)).to.equal(undefined)
    const list = await world.send('GET', '/notices/deliveries')
    expect(forms.faultsOf('get', '/notices/deliveries', 200, list.json)).to.equal(undefined)
    expect(list.json).to.have.nested.property('deliveries[0].kind', 'test')
    const other = await world.send('GET', '/notices/deliveries', { as: 'JWT ada.confluence' })
    expect(other.json).to.deep.equal({ deliveries: [] })
  })
})
