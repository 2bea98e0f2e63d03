import { expect } from 'chai'
import { aManagingToken } from '../../support/a-managing-token.ts'
import { anInstalledWorld, refusalIn, type InstalledWorld } from '../../support/a-world.ts'

describe('a token that manages a site of the Cloud', () => {
  let world: InstalledWorld
  let token: string

  before(async () => {
    world = await anInstalledWorld()
    const { app } = world.gatehouse
    const tenant = app.directory.byClientKey('jira', world.jira.clientKey)
    if (tenant === undefined) throw new Error('the app is not installed')
    token = (await aManagingToken({ app }, tenant, world.people.admin.accountId)).text
  })
  after(() => world.stop())

  const send = (path: string, init: RequestInit) =>
    fetch(`${world.gatehouse.url}${path}`, { method: 'POST', ...init })

  it('manages by the API, and opens no page outside the product', async () => {
    const authorization = `Bearer ${token}`
    const managed = await fetch(`${world.gatehouse.url}/api/v1/policy`, {
      headers: { authorization },
    })
    expect(managed.status).to.equal(200)

    const opened = await send('/data-center/open', { body: new URLSearchParams({ token }) })
    const html = await opened.text()
    expect(opened.status).to.equal(401)
    expect(html).to.include('not taken here').and.not.to.include('<iframe')
    for (const path of ['/data-center/context-token', '/data-center/page']) {
      const body = new URLSearchParams({ page: 'rules' })
      const answer = await send(path, { headers: { authorization }, body })
      expect(await refusalIn(answer), path).to.equal('401 credential/invalid')
    }
  })
})
