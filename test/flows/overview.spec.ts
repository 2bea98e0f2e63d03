import { expect } from 'chai'
import { anInstalledWorld, type InstalledWorld } from '../support/a-world.ts'

describe('what was called, as administrators and users see it', () => {
  let it_: InstalledWorld
  before(async () => {
    it_ = await anInstalledWorld()
  })
  after(() => it_.stop())

  const read = (path: string) =>
    fetch(`${it_.gatehouse.url}/api/v1${path}`, {
      headers: { authorization: `JWT ${it_.jira.contextToken(it_.people.admin)}` },
    })

  it('is there as soon as the answer is, also by the id that a refused caller was told', async () => {
    const { alice, admin, bob } = it_.people
    const token = await it_.createToken(alice, { name: 'reader' })
    expect((await it_.call('/rest/api/3/myself', token)).status).to.equal(200)
    const refused = await it_.call('/rest/api/3/issue/OPS-1', token, { method: 'DELETE' })
    const { code, requestId } = (await refused.json()) as Readonly<Record<string, string>>
    expect(refused.status).to.equal(403)

    const found = await read(`/events/${requestId ?? ''}`)
    expect(await found.json()).to.deep.include({ kind: 'call', method: 'DELETE', decision: 'deny' })
    const list = (await (await read('/events?what=calls')).json()) as { events: { path: string }[] }
    expect(list.events.map(({ path }) => path)).to.deep.equal([
      '/rest/api/3/issue/OPS-1',
      '/rest/api/3/myself',
    ])

    const open = async (who: typeof admin, module: string) =>
      (await it_.visitor(who).open(module)).text()
    const overview = await open(admin, 'overview')
    expect(overview)
      .to.include('1 answered, 1 refused, 0 failed.')
      .and.include('API token “reader”')
    const events = await it_.visitor(admin).act('overview/events', { code: code ?? '' })
    expect(await events.text()).to.include('DELETE /rest/api/3/issue/OPS-1')

    expect(await open(alice, 'api-access')).to.include(requestId)
    expect(await open(bob, 'api-access')).not.to.include(requestId)
    const elsewhere = await it_.visitor(admin, it_.confluence).act('overview/events', {})
    expect(await elsewhere.text()).not.to.include('OPS-1')
    expect((await it_.visitor(alice).act('overview/events', {})).status).to.equal(403)
  })
})
