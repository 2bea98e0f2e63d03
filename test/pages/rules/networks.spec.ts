import { expect } from 'chai'
import { DEFAULT_NETWORKS } from '../../../src/policy/networks.ts'
import { formIn } from '../form-in.ts'
import { answerIn, startGroups, type GroupsWorld } from './groups-world.ts'

describe('the tab of networks', () => {
  let world: GroupsWorld
  beforeEach(async () => {
    world = await startGroups()
  })
  afterEach(() => world.stop())

  const networks = async () => (await world.document()).networks
  const opened = async () => formIn((await world.post('networks')).html)

  it('says from where calls may come now, and that deny wins', async () => {
    expect((await world.post('networks')).html).to.include('Now calls may come from everywhere.')
    await world.has({ networks: { allow: ['10.0.0.0/8'], deny: ['10.1.0.0/16', '10.2.0.0/16'] } })
    const { html } = await world.post('networks')
    expect(html).to.include('from 1 network only, but never from the 2 that are denied')
    expect(html).to.include('Deny wins')
  })

  it('asks before somebody loses access, and stores the networks with the answer', async () => {
    const typed = { allow: '203.0.113.0/24, 2001:db8::/32\r\n\r\n', deny: '203.0.113.7' }
    const asked = await world.post('networks/save', { ...(await opened()), ...typed })
    expect(asked.html).to.include('Nothing is saved yet').and.to.include('203.0.113.0/24')
    expect(await networks()).to.deep.equal(DEFAULT_NETWORKS)
    const form = { ...formIn(asked.html), ...answerIn(asked.html) }
    const { html, status } = await world.post('networks/save', form)
    expect(status).to.equal(200)
    expect(html).to.include('The networks are saved')
    expect(await networks()).to.deep.equal({
      allow: ['203.0.113.0/24', '2001:db8::/32'],
      deny: ['203.0.113.7'],
    })
    expect(world.events.at(-1)).to.deep.include({ kind: 'networks.changed', actor: 'ada' })
  })

  it('opens without asking', async () => {
    await world.has({ networks: { allow: ['10.0.0.0/8'], deny: [] } })
    await world.post('networks/save', { ...(await opened()), allow: '' })
    expect(await networks()).to.deep.equal(DEFAULT_NETWORKS)
  })

  it('tells each wrong network by its name, at its field, and gives back what was typed', async () => {
    const typed = { allow: '10.0.0.5/8\nhome"><b>', deny: '300.1.1.1' }
    const { status, html } = await world.post('networks/save', { ...(await opened()), ...typed })
    expect(status).to.equal(422)
    expect(html).to.match(/id="networks-allow-fault"[^>]*>“10\.0\.0\.5\/8”: [^<]*10\.0\.0\.0\/8/)
    expect(html).to.match(/id="networks-deny-fault"[^>]*>“300\.1\.1\.1”: /)
    expect(html).to.include('home&quot;&gt;&lt;b&gt;').and.not.to.include('<b>')
    expect(formIn(html)['deny']).to.equal('300.1.1.1')
    expect(await networks()).to.deep.equal(DEFAULT_NETWORKS)
  })

  it('refuses a header of a proxy without the proxies that are believed, and says why', async () => {
    const form = { ...(await opened()), 'proxy.header': 'x-forwarded-for' }
    const { status, html } = await world.post('networks/save', form)
    expect(status).to.equal(422)
    expect(html).to.match(/id="networks-proxy-trusted-fault"[^>]*>Anybody could write that header/)
    const without = { ...(await opened()), 'proxy.trusted': '10.0.0.0/8' }
    const other = await world.post('networks/save', without)
    expect(other.html).to.include('id="networks-proxy-header-fault"')
    expect(await networks()).to.deep.equal(DEFAULT_NETWORKS)
  })

  it('stores the proxy, and records nothing when the form is saved as it was opened', async () => {
    const proxy = { header: 'x-forwarded-for', trusted: ['10.0.0.0/8', '192.0.2.1'] }
    await world.has({ networks: { allow: ['10.0.0.0/8'], deny: [], proxy } })
    const recorded = world.events.length
    expect((await world.post('networks/save', await opened())).status).to.equal(200)
    expect(world.events).to.have.length(recorded)
    expect(await networks()).to.deep.include({ proxy })
  })

  it('changes nothing when somebody else was faster', async () => {
    const form = await opened()
    await world.has({ networks: { allow: [], deny: ['192.0.2.1'] } })
    const { status, html } = await world.post('networks/save', { ...form, deny: '192.0.2.2' })
    expect(status).to.equal(422)
    expect(html).to.include('Somebody else has changed this')
    expect(formIn(html)['deny']).to.equal('192.0.2.2')
    expect((await networks()).deny).to.deep.equal(['192.0.2.1'])
  })

  it('does nothing for somebody who is no administrator, and nothing to another tenant', async () => {
    const form = { ...(await opened()), deny: '192.0.2.2' }
    expect((await world.post('networks', {}, 'bob')).status).to.equal(403)
    expect((await world.post('networks/save', form, 'bob')).status).to.equal(403)
    const asked = await world.post('networks/save', form, 'ada@2')
    await world.post('networks/save', { ...form, ...answerIn(asked.html) }, 'ada@2')
    expect(await networks()).to.deep.equal(DEFAULT_NETWORKS)
    const other = await world.policies.read(world.otherTenant.id)
    expect(other.document.networks.deny).to.deep.equal(['192.0.2.2'])
  })
})
