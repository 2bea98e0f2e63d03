import { expect } from 'chai'
import type { NoticeAnswer } from '../../src/audit/notices/notice-client.ts'
import { Secret } from '../../src/lib/secret.ts'
import { createNoticeClient } from '../../src/upstream/notice-client.ts'
import { startSmallServer, type SmallServer } from '../gateway/world/small-server.ts'
import { stoppedClock } from '../support/movable-clock.ts'

const SECRET = new Secret(`whsec_${Buffer.alloc(32, 1).toString('base64')}`)

describe('the client that posts notices', () => {
  let server: SmallServer
  beforeEach(async () => {
    server = await startSmallServer()
  })
  afterEach(() => server.close())

  const post = async (
    url: string,
    options: Partial<Parameters<typeof createNoticeClient>[0]> = {},
  ): Promise<NoticeAnswer> => {
    const clock = stoppedClock()
    const client = createNoticeClient({ allowPrivateAddresses: false, clock, ...options })
    const message = { url: new Secret(url), id: 'id', body: '{}', secrets: [SECRET] }
    const answer = await client.post(message)
    await client.close()
    return answer
  }
  const reasonOf = async (...given: Parameters<typeof post>) => {
    const answer = await post(...given)
    return answer.kind === 'failed' ? answer.reason : String(answer.status)
  }
  const port = () => new URL(server.origin).port

  it('posts only to https', async () => {
    expect(await reasonOf('http://hooks.example.com/x')).to.include('not https')
  })

  it('posts to no address of our own network, in whatever spelling', async () => {
    for (const host of [
      '127.0.0.1',
      '0x7f000001',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '169.254.169.254',
    ]) {
      const reason = await reasonOf(`https://${host}:${port()}/x`)
      expect(reason, host).to.include('not on the public internet')
    }
    expect(server.seen).to.have.length(0)
  })

  it('posts to no name that stands for such an address, also when one of several does', async () => {
    const reason = await reasonOf(`https://localhost:${port()}/x`, {
      resolve: (_name, _options, done) => {
        done(null, [
          { address: '203.0.113.1', family: 4 },
          { address: '127.0.0.1', family: 4 },
        ])
      },
    })
    expect(reason).to.include('ENOTPUBLIC')
    expect(server.seen).to.have.length(0)
  })

  it('says why there was no answer, and never at which path or with which query', async () => {
    await server.close()
    const reason = await reasonOf(`${server.origin}/secret-path?key=secret-key`, {
      allowPrivateAddresses: true,
    })
    expect(reason)
      .to.include('ECONNREFUSED')
      .and.not.to.match(/secret-(?:path|key)/)
  })

  it('tells how long the receiver wants to be left alone', async () => {
    server.handler = (_req, res) => res.writeHead(429, { 'retry-after': '90' }).end()
    const answer = await post(server.origin, { allowPrivateAddresses: true })
    expect(answer).to.deep.equal({ kind: 'answered', status: 429, retryAfterSeconds: 90 })
  })

  it('is cut off by a receiver that sends its head for ever', async () => {
    server.handler = (_req, res) => {
      res.socket?.write('HTTP/1.1 200 OK\r\n')
      const more = setInterval(() => res.socket?.write('X-More: x\r\n'), 20)
      res.socket?.on('close', () => clearInterval(more))
      res.socket?.on('error', () => clearInterval(more))
    }
    const reason = await reasonOf(server.origin, {
      allowPrivateAddresses: true,
      limits: { exchangeMs: 200 },
    })
    expect(reason).to.include('no answer within 200 ms')
  })

  it('is cut off by a head that is too large', async () => {
    server.handler = (_req, res) => {
      res.writeHead(200, { 'x-big': 'x'.repeat(20_000) }).end()
    }
    const reason = await reasonOf(server.origin, { allowPrivateAddresses: true })
    expect(reason).to.match(/^no answer: /)
  })
})
