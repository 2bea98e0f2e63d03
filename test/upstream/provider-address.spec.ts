import { createServer as createSecureServer } from 'node:https'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { expect } from 'chai'
import { createProviderClient } from '../../src/upstream/provider-client.ts'
import type { Resolve } from '../../src/upstream/public-address.ts'
import { aProvider } from '../identity/providers/provider-things.ts'
import { introspected } from '../identity/verification/introspection-things.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { expectRefusal } from '../support/refusals.ts'
import { aTenant } from '../support/things.ts'
import { UNTRUSTED } from './untrusted-certificate.ts'

const clock = stoppedClock()
const tenant = aTenant()

describe('the address of a provider, in production', () => {
  let server: Server
  let connections = 0
  let port = ''
  beforeEach(async () => {
    connections = 0
    server = createServer((socket) => {
      connections += 1
      socket.destroy()
    })
    // Both families: `localhost` may be either.
    await new Promise<void>((resolve) => server.listen(0, resolve))
    port = String((server.address() as AddressInfo).port) // It listens on a port, not on a pipe.
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  const refused = async (url: string, says: RegExp, resolve?: Resolve) => {
    const client = createProviderClient({
      allowPrivateAddresses: false,
      clock,
      ...(resolve === undefined ? {} : { resolve }),
    })
    const provider = aProvider({ keys: introspected({ url }) })
    for (const work of [
      () => client.fetchKeys(tenant, aProvider(), url),
      () => client.discoverKeys(tenant, provider, url),
      () => client.introspect(tenant, provider, 'opaque'),
    ]) {
      const refusal = await expectRefusal(work(), 'provider/unavailable')
      expect(refusal.detail, url).to.match(says)
    }
    await client.close()
    expect(connections, 'what stands there sees nothing').to.equal(0)
  }

  it('has to be https', async () => {
    for (const scheme of ['http', 'ftp', 'ws', 'data']) {
      await refused(`${scheme}://127.0.0.1:${port}/keys`, /not https/)
    }
    await refused('file:///etc/passwd', /not https/)
  })

  it('is never one of a network of ours, in whatever spelling', async () => {
    for (const host of [
      '127.0.0.1',
      '127.1',
      '127.0.0.1.',
      '0x7f000001',
      '0x7f.1',
      '2130706433',
      '017700000001',
      '%31%32%37.0.0.1',
      '①②⑦.0.0.1',
      '0.0.0.0',
      '10.1.2.3',
      '172.16.0.1',
      '192.168.0.1',
      '169.254.169.254',
      '100.100.100.200',
      '[::1]',
      '[::]',
      '[::127.0.0.1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:10.0.0.1]',
      '[::ffff:a9fe:a9fe]',
      '[64:ff9b::127.0.0.1]',
      '[2002:7f00:1::]',
      '[fd00:ec2::254]',
      '[fe80::1]',
    ]) {
      await refused(`https://${host}:${port}/keys`, /not on the public internet/)
    }
  })

  it('holds no user name and no fragment', async () => {
    await refused(`https://somebody@localhost:${port}/keys`, /user name/)
    await refused(`https://:secret@localhost:${port}/keys`, /user name/)
    await refused(`https://localhost:${port}/keys#`, /fragment/)
  })

  it('is never a name that stands for one, also when only one of its addresses is', async () => {
    await refused(`https://localhost:${port}/keys`, /ENOTPUBLIC/)
    for (const addresses of [
      [],
      [{ address: '127.0.0.1', family: 4 }],
      [{ address: '::ffff:7f00:1', family: 6 }],
      [
        { address: '8.8.8.8', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    ]) {
      const resolve: Resolve = (_name, _options, callback) => callback(null, addresses)
      await refused(`https://localhost:${port}/keys`, /ENOTPUBLIC/, resolve)
    }
  })

  it('is resolved by the connection itself, once: there is no second answer to change', async () => {
    const asked: string[] = []
    const resolve: Resolve = (name, _options, callback) => {
      asked.push(name)
      callback(null, [{ address: '127.0.0.1', family: 4 }])
    }
    const client = createProviderClient({ allowPrivateAddresses: false, clock, resolve })
    const url = `https://localhost:${port}/keys`
    await expectRefusal(client.fetchKeys(tenant, aProvider(), url), 'provider/unavailable')
    expect(asked).to.deep.equal(['localhost'])
    await expectRefusal(client.fetchKeys(tenant, aProvider(), url), 'provider/unavailable')
    expect(asked, 'anew for a new connection').to.deep.equal(['localhost', 'localhost'])
    await client.close()
  })

  it('that does not resolve is unavailable, not a fault of ours', async () => {
    for (const code of ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ENODATA']) {
      const resolve: Resolve = (_name, _options, callback) =>
        callback(Object.assign(new Error('private text'), { code }), [])
      await refused(`https://localhost:${port}/keys`, new RegExp(`: ${code}$`), resolve)
    }
  })
})

describe('a provider whose certificate nobody vouches for', () => {
  it('is refused, and sees no request', async () => {
    let requests = 0
    const server = createSecureServer(UNTRUSTED, (_req, res) => {
      requests += 1
      res.end('{"keys":[]}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // It listens on a port, not on a pipe.
    const client = createProviderClient({ allowPrivateAddresses: true, clock })
    const work = client.fetchKeys(tenant, aProvider(), `https://localhost:${String(port)}/keys`)
    const refusal = await expectRefusal(work, 'provider/unavailable')
    expect(refusal.detail).to.contain('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(requests).to.equal(0)
    await client.close()
    await new Promise((resolve) => server.close(resolve))
  })
})
