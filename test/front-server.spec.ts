import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { expect } from 'chai'
import { closeServer, createFrontServer } from '../src/front-server.ts'
import { systemIds } from '../src/lib/ids.ts'

async function started(hsts?: string) {
  const server = createFrontServer({
    gateway: (_req, res) => res.end('gateway'),
    web: (_req, res) => res.end('web'),
    hsts,
    ids: systemIds,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { server, url: `http://127.0.0.1:${String(port)}` }
}

describe('the front server', () => {
  it('gives the gateway what begins with /sites/, and nothing else', async () => {
    const { server, url } = await started()
    const seen = async (path: string) => (await fetch(url + path)).text()
    expect(await seen('/sites/acme.atlassian.net/rest/api/3/myself')).to.equal('gateway')
    for (const path of ['/', '/health', '/sites', '/sitesx/y', '/jira/pages/admin?x=/sites/']) {
      expect(await seen(path), path).to.equal('web')
    }
    await closeServer(server)
  })

  it('insists on https where it is told to; for the gateway the gateway itself does', async () => {
    for (const hsts of [undefined, 'max-age=1']) {
      const { server, url } = await started(hsts)
      const header = async (path: string) =>
        (await fetch(url + path)).headers.get('strict-transport-security')
      expect(await header('/health')).to.equal(hsts ?? null)
      expect(await header('/sites/x')).to.equal(null)
      await closeServer(server)
    }
  })

  it('never writes an error into an answer that is on its way', async () => {
    const server = createFrontServer({
      gateway: () => undefined,
      web: (_req, res) => res.writeHead(200, { 'content-length': '1000' }).write('the beginning'),
      hsts: undefined,
      ids: systemIds,
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    let seen = ''
    socket.on('data', (part) => {
      seen += part.toString()
      if (seen.endsWith('the beginning')) socket.write('GARBAGE\r\n\r\n')
    })
    socket.on('error', () => undefined) // The reset is what is wanted.
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(socket, 'close')
    expect(seen).to.match(/the beginning$/)
    await closeServer(server)
  })

  it('lets a running request end before it closes', async () => {
    let answerNow = (): void => undefined
    const server = createFrontServer({
      gateway: () => undefined,
      web: (_req, res) => (answerNow = () => res.end('in time')),
      hsts: undefined,
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
