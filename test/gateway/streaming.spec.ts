import { fork, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { APP_TOKEN, startWorld } from './world/gateway-world.ts'
import { startSmallServer, type SmallServer } from './world/small-server.ts'

const MEBIBYTE = 1024 * 1024
const TRANSFER_BYTES = 200 * MEBIBYTE
const GROWTH_BYTES_MAX = 64 * MEBIBYTE
const STALL_MS = 400
const PATH = '/rest/api/3/attachment/content/1'

/** The same megabyte again and again; what is measured is the way, not the bytes. */
function* megabytes(count: number): Generator<Buffer> {
  const chunk = Buffer.alloc(MEBIBYTE, 'gatehouse')
  for (let i = 0; i < count; i += 1) yield chunk
}

async function digestOf(stream: Readable): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of stream as AsyncIterable<Buffer>) hash.update(chunk)
  return hash.digest('hex')
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('a body on its way through', function () {
  this.timeout(40_000)
  let product: SmallServer
  let child: ChildProcess
  let origin = ''

  before(async () => {
    product = await startSmallServer()
    const file = fileURLToPath(new URL('world/gateway-process.ts', import.meta.url))
    child = fork(file, [product.origin], { execArgv: ['--import=tsx', '--expose-gc'] })
    origin = (await told<{ origin: string }>(child)).origin
  })
  after(async () => {
    child.kill()
    await product.close()
  })

  const open = (method: string): ClientRequest => {
    const { hostname, port } = new URL(origin)
    const headers = { authorization: 'Bearer x', 'x-atlassian-token': 'unread' }
    const path = `/sites/${product.host}${PATH}`
    return request({ hostname, port, agent: false, method, path, headers })
  }

  const download = async (count: number) => {
    product.handler = (_req, res) => {
      res.writeHead(200, { 'content-length': count * MEBIBYTE })
      pipeline(Readable.from(megabytes(count)), res).catch(() => {})
    }
    const [answer] = (await once(open('GET').end(), 'response')) as [IncomingMessage]
    await wait(STALL_MS) // A slow reader: what it has not read must wait at the product.
    return await digestOf(answer)
  }

  const upload = async (count: number) => {
    let received: Promise<string> | undefined
    product.handler = (req, res) => {
      received = wait(STALL_MS).then(() => digestOf(req)) // A slow product: the caller must wait.
      void received.then(() => res.end('{}'))
    }
    const req = open('POST')
    await Promise.all([pipeline(Readable.from(megabytes(count)), req), once(req, 'response')])
    return await received
  }

  const expected = (count: number) => digestOf(Readable.from(megabytes(count)))

  for (const [name, transfer] of [
    ['downloaded', download],
    ['uploaded', upload],
  ] as const) {
    it(`arrives whole when 200 MiB are ${name}, and never lies in memory`, async () => {
      await transfer(16) // So that code and buffers are there before the measurement begins.
      child.send('start')
      await told(child)
      const count = TRANSFER_BYTES / MEBIBYTE
      expect(await transfer(count)).to.equal(await expected(count))
      child.send('measure')
      const { grownBytes } = await told<{ grownBytes: number }>(child)
      expect(grownBytes).to.be.lessThan(GROWTH_BYTES_MAX)
    })
  }
})

async function told<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T]
  return message
}

describe('a multipart upload', () => {
  it('reaches the product untouched, boundary and binary', async () => {
    const world = await startWorld()
    try {
      const parts = Buffer.concat([
        Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="ü.bin"\r\n\r\n'),
        Buffer.from([0, 1, 2, 0xff, 0xfe, 13, 10]),
        Buffer.from('\r\n--b--\r\n'),
      ])
      let received = Buffer.alloc(0)
      world.product.handler = (req, res) => {
        const chunks: Buffer[] = []
        req.on('data', (chunk: Buffer) => chunks.push(chunk))
        req.on('end', () => {
          received = Buffer.concat(chunks)
          res.end('{}')
        })
      }
      const headers = {
        'content-type': 'multipart/form-data; boundary=b',
        'x-atlassian-token': 'no-check',
        'content-length': parts.length,
      }
      const target = world.at('/rest/api/3/issue/P-1/attachments')
      await world.call({ method: 'POST', target, token: APP_TOKEN, headers, body: parts })
      expect(received.equals(parts)).to.equal(true)
      expect(world.product.seen[0]?.headers).to.include({
        ...headers,
        'content-length': String(parts.length),
      })
    } finally {
      await world.close()
    }
  })
})
