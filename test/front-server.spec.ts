import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { closeServer, createFrontServer } from '../src/front-server.ts'
import { systemIds } from '../src/lib/ids.ts'

async function started(isHttps: boolean) {
  const server = createFrontServer({
    gateway: (_req, res) => res.end('gateway'),
    web: (_req, res) => res.end('web'),
    isHttps,
    ids: systemIds,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { server, url: `http://127.0.0.1:${String(port)}` }
}

describe('the front server', () => {
  it('gives the gateway what begins with /sites/, and nothing else', async () => {
    const { server, url } = await started(false)
    const seen = async (path: string) => (await fetch(url + path)).text()
    expect(await seen('/sites/acme.atlassian.net/rest/api/3/myself')).to.equal('gateway')
    for (const path of ['/', '/health', '/sites', '/sitesx/y', '/jira/pages/admin?x=/sites/']) {
      expect(await seen(path), path).to.equal('web')
    }
    await closeServer(server)
  })

  it('insists on https for a year wherever it is reached by https, and not otherwise', async () => {
    for (const isHttps of [true, false]) {
      const { server, url } = await started(isHttps)
      for (const path of ['/sites/x', '/health']) {
        const header = (await fetch(url + path)).headers.get('strict-transport-security')
        expect(header).to.equal(isHttps ? 'max-age=31536000; includeSubDomains' : null)
      }
      await closeServer(server)
    }
  })

  it('lets a running request end before it closes', async () => {
    let answerNow = (): void => undefined
    const server = createFrontServer({
      gateway: () => undefined,
      web: (_req, res) => (answerNow = () => res.end('in time')),
      isHttps: false,
      ids: systemIds,
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const arrived = once(server, 'request')
    const answer = fetch(`http://127.0.0.1:${String(port)}/`)
    await arrived
    const closed = closeServer(server)
    answerNow()
    expect(await (await answer).text()).to.equal('in time')
    await closed
  })
})
