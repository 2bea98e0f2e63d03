import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { StreamTarget } from '../../src/audit/streams/audit-stream.ts'
import { recordOf, testRecord } from '../../src/audit/streams/stream-record.ts'
import type { StreamBatch } from '../../src/audit/streams/stream-transport.ts'
import { Secret } from '../../src/lib/secret.ts'
import {
  createStreamTransport,
  type StreamTransportOptions,
} from '../../src/upstream/stream-transports.ts'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { stoppedClock } from '../support/movable-clock.ts'
import { aChange } from '../support/things.ts'
import { startSyslog, type SyslogServer } from './syslog-server.ts'
import { UNTRUSTED } from './untrusted-certificate.ts'

const SITE = { product: 'jira', host: 'acme.atlassian.net' }
const SECRET = new Secret(`whsec_${Buffer.alloc(32, 1).toString('base64')}`)

function aBatch(count = 1): StreamBatch {
  const records = Array.from({ length: count }, (_, at) => {
    const event = aChange({ facts: { name: 'x'.repeat(200) } })
    return recordOf({ seq: at + 1, hash: 'h', part: 'whole', event }, at, SITE)
  })
  return { id: 'batch', records }
}

const send = (
  target: StreamTarget,
  options: Partial<StreamTransportOptions> = {},
  batch = aBatch(),
  signal = new AbortController().signal,
) => {
  const clock = stoppedClock()
  const transport = createStreamTransport({ allowPrivateAddresses: true, clock, ...options })
  return transport.send(target, batch, signal)
}

const https = (url: string, given: { readonly ca?: string } = {}): StreamTarget => ({
  kind: 'https',
  url: new Secret(url),
  header: undefined,
  secret: SECRET,
  previous: undefined,
  ca: given.ca,
})

const syslog = (port: number, given: Partial<StreamTarget> = {}): StreamTarget =>
  // Only members of a syslog target are given here.
  ({
    kind: 'syslog',
    host: 'localhost',
    port,
    transport: 'tls',
    ca: UNTRUSTED.cert,
    ...given,
  }) as StreamTarget

const outcomeOf = async (...given: Parameters<typeof send>) => {
  const { kind, outcome } = await send(...given)
  return `${kind}: ${outcome}`
}

describe('the push of events over HTTPS', () => {
  let server: Server
  let bodies: string[]
  let status: number
  beforeEach(async () => {
    ;[bodies, status] = [[], 200]
    server = createServer(UNTRUSTED, (req, res) => {
      let body = ''
      req.on('data', (chunk: Buffer) => (body += chunk.toString()))
      req.on('end', () => {
        bodies.push(body)
        res.writeHead(status, { location: '/elsewhere' }).end('x'.repeat(100_000))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  // A server that listens on a port has an address record, not a pipe's name.
  const origin = () => `https://localhost:${String((server.address() as AddressInfo).port)}`

  it('sends nothing to a certificate that nobody vouches for', async () => {
    expect(await outcomeOf(https(origin()))).to.match(/^failed: .*SELF_SIGNED/)
    expect(bodies).to.have.length(0)
  })

  it('believes the authority that an administrator named for this stream', async () => {
    const answer = await outcomeOf(https(`${origin()}/in`, { ca: UNTRUSTED.cert }), {}, aBatch(3))
    expect(answer).to.equal('taken: the receiver answered 200')
    const lines = bodies[0]?.split('\n') ?? []
    expect(lines).to.have.length(4)
    expect(lines[3]).to.equal('')
    for (const line of lines.slice(0, 3)) expect(JSON.parse(line)).to.have.property('part', 'whole')
  })

  it('follows nothing, and takes only 2xx for taken and 410 for the end', async () => {
    for (const [given, kind] of [
      [204, 'taken'],
      [302, 'failed'],
      [401, 'failed'],
      [410, 'gone'],
      [500, 'failed'],
    ] as const) {
      status = given
      expect((await send(https(origin(), { ca: UNTRUSTED.cert }))).kind, String(given)).to.equal(
        kind,
      )
    }
    expect(bodies).to.have.length(5)
  })
})

describe('streams to addresses that an administrator chose', () => {
  let server: SmallServer
  beforeEach(async () => {
    server = await startSmallServer()
  })
  afterEach(() => server.close())
  const port = () => Number(new URL(server.origin).port)
  const strict = { allowPrivateAddresses: false }

  it('reach nothing of our own network, in whatever spelling, by either way', async () => {
    for (const host of [
      '127.0.0.1',
      '0x7f000001',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '169.254.169.254',
    ]) {
      const pushed = await outcomeOf(https(`https://${host}:${String(port())}/x`), strict)
      expect(pushed, host).to.include('not on the public internet')
      const logged = await outcomeOf(syslog(port(), { host }), strict)
      expect(logged, host).to.include('not on the public internet')
    }
    expect(server.seen).to.have.length(0)
  })

  it('reach no name that stands for such an address, also when one of several does', async () => {
    const resolve: StreamTransportOptions['resolve'] = (_name, _options, done) => {
      done(null, [
        { address: '203.0.113.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ])
    }
    const options = { ...strict, resolve }
    expect(await outcomeOf(https(`https://localhost:${String(port())}/`), options)).to.include(
      'ENOTPUBLIC',
    )
    expect(await outcomeOf(syslog(port()), options)).to.include('ENOTPUBLIC')
  })

  it('are never sent in the clear over the internet', async () => {
    expect(await outcomeOf(https('http://logs.example.com/'), strict)).to.include('not https')
    const plain = syslog(port(), { host: 'logs.example.com', transport: 'tcp' })
    expect(await outcomeOf(plain, strict)).to.include('unencrypted')
  })

  it('tell why there was no answer, and never with which path or query', async () => {
    await server.close()
    const outcome = await outcomeOf(https(`${server.origin}/secret-path?key=secret-key`))
    expect(outcome)
      .to.include('ECONNREFUSED')
      .and.not.match(/secret-/)
    expect(await outcomeOf(syslog(port()))).to.include('ECONNREFUSED')
  })
})

describe('the client of syslog', () => {
  let server: SyslogServer
  afterEach(() => server.close())

  for (const transport of ['tls', 'tcp'] as const) {
    it(`delivers a whole batch over ${transport}, in its order`, async () => {
      server = await startSyslog(transport)
      const outcome = await outcomeOf(syslog(server.port, { transport }), {}, aBatch(500))
      expect(outcome).to.equal('taken: the receiver read it to its end')
      expect(server.messages.map(({ params }) => Number(params['seq']))).to.deep.equal(
        Array.from({ length: 500 }, (_, at) => at + 1),
      )
    })
  }

  for (const [what, address, host, ca, fault] of [
    ['nobody vouches for', '127.0.0.1', 'localhost', undefined, 'SELF_SIGNED'],
    ['is of another name', '127.0.0.2', '127.0.0.2', UNTRUSTED.cert, 'ALTNAME'],
  ] as const) {
    it(`writes nothing to a certificate that ${what}`, async () => {
      server = await startSyslog('tls', address)
      let heard = 0
      server.behave = (socket) => socket.on('data', (chunk: Buffer) => (heard += chunk.length))
      expect(await outcomeOf(syslog(server.port, { host, ca }))).to.include(fault)
      expect(heard).to.equal(0)
    })
  }

  it('does not believe that a batch arrived where the receiver hung up before its end', async () => {
    server = await startSyslog('tcp')
    server.behave = (socket) => socket.once('data', () => socket.destroy())
    const target = syslog(server.port, { transport: 'tcp' })
    expect((await send(target, {}, aBatch(2_000))).kind).to.equal('failed')
    server.behave = (socket) => socket.once('data', () => socket.resetAndDestroy())
    expect((await send(target)).kind).to.equal('failed')
  })

  for (const transport of ['tls', 'tcp'] as const) {
    it(`does not believe it where the receiver has no room and hangs up at once over ${transport}`, async () => {
      server = await startSyslog(transport)
      server.behave = (socket) => {
        socket.end()
        socket.resume()
      }
      const target = syslog(server.port, { transport })
      for (let at = 0; at < 10; at += 1) expect((await send(target)).kind).to.equal('failed')
    })
  }

  it('does not believe it either where the receiver never ends its side', async () => {
    server = await startSyslog('tls')
    server.behave = (socket) => {
      socket.allowHalfOpen = true
      socket.resume()
    }
    const outcome = await outcomeOf(syslog(server.port), { limits: { exchangeMs: 300 } })
    expect(outcome).to.include('failed: no answer').and.include('within 300 ms')
  })

  it('is not held by a receiver that reads nothing, says nothing, or talks for ever', async () => {
    server = await startSyslog('tcp')
    const target = syslog(server.port, { transport: 'tcp' })
    server.behave = (socket) => socket.pause()
    const limits = { exchangeMs: 300, connectMs: 200 }
    expect(await outcomeOf(target, { limits }, aBatch(20_000))).to.include('within 300 ms')
    server.behave = (socket) => {
      const more = setInterval(() => socket.write('x'.repeat(1_000)), 5)
      socket.on('close', () => clearInterval(more))
    }
    expect(await outcomeOf(target)).to.include('talks like no syslog server')
    // Speaks no TLS: the handshake never ends.
    server.behave = () => undefined
    const silent = syslog(server.port)
    expect(await outcomeOf(silent, { limits })).to.include('no connection in time')
  })

  it('is cut off by whoever stops it', async () => {
    server = await startSyslog('tcp')
    server.behave = (socket) => {
      socket.allowHalfOpen = true
      socket.resume()
    }
    const stopping = new AbortController()
    const sending = send(syslog(server.port, { transport: 'tcp' }), {}, aBatch(), stopping.signal)
    setTimeout(() => stopping.abort(), 20)
    let reason: unknown
    await sending.catch((thrown: unknown) => {
      reason = thrown
    })
    expect(reason).to.equal(stopping.signal.reason)
  })

  it('sends a test that reads as one', async () => {
    server = await startSyslog('tls')
    const records = [testRecord('t', 1_800_000_000_000, SITE)]
    expect((await send(syslog(server.port), {}, { id: 't', records })).kind).to.equal('taken')
    expect(server.messages[0]).to.include({ msgId: 'test', severity: 6 })
    expect(server.messages[0]?.message).to.include('Nothing has happened')
  })
})
