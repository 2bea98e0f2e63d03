import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'chai'
import { request } from 'undici'
import type { Dispatcher } from 'undici'
import { startSite } from '../start-site.ts'
import type { SiteWorld } from '../start-site.ts'
import { startTinyApp } from './tiny-app.ts'
import type { TinyApp } from './tiny-app.ts'

describe('the app manager', () => {
  const root = '/rest/plugins/1.0/'
  let world: SiteWorld
  let app: TinyApp

  before(async () => {
    world = await startSite()
    app = await startTinyApp(['READ'])
  })
  after(() => Promise.all([app.stop(), world.stop()]))

  function as(name: 'admin' | 'alice'): { authorization: string } {
    const { email, password } = world.site.people[name]
    return { authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}` }
  }

  async function upmToken(): Promise<string> {
    const { headers, body } = await request(`${world.site.baseUrl}${root}`, {
      method: 'HEAD',
      headers: as('admin'),
    })
    await body.dump()
    return String(headers['upm-token'])
  }

  const install = (token: string, uri = app.descriptorUrl): Promise<Dispatcher.ResponseData> =>
    request(`${world.site.baseUrl}${root}?token=${token}`, {
      method: 'POST',
      headers: { ...as('admin'), 'content-type': 'application/vnd.atl.plugins.install.uri+json' },
      body: JSON.stringify({ pluginUri: uri }),
    })

  async function outcome(started: Dispatcher.ResponseData): Promise<Record<string, unknown>> {
    const { links } = (await started.body.json()) as { links: { self: string } }
    for (;;) {
      const url = `${world.site.baseUrl}${links.self}`
      const { body } = await request(url, { headers: as('admin') })
      const state = (await body.json()) as Record<string, unknown>
      if ('key' in state || JSON.stringify(state).includes('"done":true')) return state
      await wait(10)
    }
  }

  it('installs from a descriptor address, and removes the app again', async () => {
    const started = await install(await upmToken())
    expect(started.statusCode).to.equal(202)
    expect(await outcome(started)).to.include({ key: 'tiny-app', enabled: true })
    const removed = await request(`${world.site.baseUrl}${root}tiny-app-key`, {
      method: 'DELETE',
      headers: as('admin'),
    })
    expect(removed.statusCode).to.equal(204)
    expect(world.site.installations[0]?.state).to.equal('uninstalled')
  })

  it('tells why an installation failed', async () => {
    app.statuses.push(500)
    const { status } = await outcome(await install(await upmToken()))
    expect(JSON.stringify(status)).to.contain('HTTP response code 500')
  })

  it('takes each token once, and only from administrators', async () => {
    const token = await upmToken()
    await outcome(await install(token))
    const again = await install(token)
    await again.body.dump()
    expect(again.statusCode).to.equal(403)
    const other = await request(`${world.site.baseUrl}${root}`, { headers: as('alice') })
    await other.body.dump()
    expect(other.statusCode).to.equal(403)
  })
})
