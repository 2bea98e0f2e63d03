import { expect } from 'chai'
import { aDataCenterWorld, type DataCenterWorld } from '../../support/a-data-center-world.ts'
import { refusalIn } from '../../support/a-world.ts'

const HERE = { remoteAddress: '127.0.0.1' }
const ME = '/rest/api/user/current'

describe('an administrator of a Data Center site', () => {
  let world: DataCenterWorld
  let token: string

  before(async () => {
    world = await aDataCenterWorld()
    world.crowd.addGroup('staff')
    world.crowd.addGroup('writers', { parents: ['staff'] })
    world.crowd.addUser('jane', { groups: ['writers'] })
    world.crowd.addUser('john')
    world.crowd.addUser('admin')
    token = world.crowd.signIn('jane', HERE)
  })
  after(() => world.stop())

  const policy = async () =>
    (await (await world.manage('GET', '/policy')).json()) as { version: number; document: object }

  it('reads the site as it was entered, with how its Crowd answers, and none of its secrets', async () => {
    await world.browse(token, ME)
    const answer = await world.manage('GET', '/data-center')
    const text = await answer.text()
    expect(JSON.parse(text)).to.deep.include({
      admins: ['admin'],
      tokenAuth: true,
      addressRule: 'held',
    })
    expect(JSON.parse(text)).to.have.nested.property('crowd.state', 'good')
    expect(text).not.to.include(world.crowd.application.password)
  })

  it('ends the sessions of one user, whose next call opens another; no one else’s', async () => {
    const other = world.crowd.signIn('john', HERE)
    const sessionOf = async (signOn: string) => {
      await world.browse(signOn, ME)
      return world.confluence.requests.at(-1)?.sessionId
    }
    const [janes, johns] = [await sessionOf(token), await sessionOf(other)]
    const ended = await world.manage('POST', '/sign-on-sessions/end', { user: 'JANE' })
    expect(ended.status).to.equal(204)
    expect(await sessionOf(token)).not.to.equal(janes)
    expect(await sessionOf(other)).to.equal(johns)
    const [event] = (await world.gatehouse.app.audit.recent(world.tenant.id, 50)).filter(
      ({ kind }) => kind === 'sign-on.ended',
    )
    expect(event).to.include({ actor: 'admin', subject: 'JANE' })
  })

  it('has rules for Crowd’s groups, nested ones too, that hold when a call is decided', async () => {
    const { document } = (await policy()) as { document: { access: object } }
    const group = { from: 'product', groupId: 'staff', name: 'staff' }
    const draft = {
      ...document,
      groups: [{ id: 'staff', name: 'Staff', sources: [group] }],
      access: { ...document.access, mayCall: ['staff'] },
    }
    const { version } = await policy()
    const saved = await world.replacePolicy(version, draft)
    expect(saved.status, await saved.clone().text()).to.equal(200)
    expect((await world.browse(token, ME)).status).to.equal(200)
    const john = world.crowd.signIn('john', HERE)
    expect(await refusalIn(await world.browse(john, ME))).to.equal('403 call/not-a-member')
  })

  it('is told why a call was refused, by its id', async () => {
    const denied = await world.browse(world.crowd.signIn('john', HERE), ME)
    const explained = await world.manage('POST', '/policy/explain', {
      id: denied.headers.get('gatehouse-request-id'),
    })
    expect(explained.status, await explained.clone().text()).to.equal(200)
    expect(JSON.stringify(await explained.json())).to.include('call/not-a-member')
  })

  it('is told before any call that a page of Gatehouse has no way to the product', async () => {
    const answer = await world.manage('POST', '/policy/explain', {
      caller: { account: 'jane' },
      method: 'GET',
      path: '/rest/api/user/current',
      address: '127.0.0.1',
    })
    expect(answer.status, await answer.clone().text()).to.equal(200)
    expect(JSON.stringify(await answer.json())).to.include('call/no-way')
  })
})
