import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express, { type Request, type Response } from 'express'
import type { AuditReader } from '../../src/audit/audit-reader.ts'
import { createErrorAnswer } from '../../src/api/error-answer.ts'
import { exportOperation } from '../../src/api/event-export.ts'
import { sendStream } from '../../src/api/send-stream.ts'
import { createAuditReader } from '../../src/db/audit-reader-table.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { route } from '../../src/lib/route.ts'
import { manyEvents } from '../audit/many-events.ts'
import { collectGarbage } from '../support/collect-garbage.ts'
import { testLog } from '../support/sinks.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporary-database.ts'
import { aTenant } from '../support/things.ts'

const EVENTS = 200_000
const GROWTH_BYTES_MAX = 16 * 1024 * 1024
const EVERY_BYTES = 8 * 1024 * 1024

describe('an export of 200,000 events', function () {
  this.timeout(120_000)
  let temporary: TemporaryDatabase
  let server: Server
  let address = ''
  let reader: AuditReader
  const tenant = aTenant()
  const { log, lines } = testLog()

  const open = async () => {
    const asked = request(`${address}/ndjson`, { agent: false }).end()
    // The event hands over the message alone.
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    answer.on('error', () => undefined)
    return answer
  }

  before(async () => {
    temporary = await temporaryDatabase()
    const span = { events: EVENTS, from: 1_700_000_000_000, to: 1_702_000_000_000 }
    await manyEvents(temporary.database, tenant.id, span, { path: `'/rest/api/3/issue/' || n` })
    reader = createAuditReader(temporary.database)
    const { handle } = exportOperation({ reader, clock: systemClock })
    const person = { tenant, accountId: 'ada' }
    const common = { person, requestId: 'r', inPath: {}, ifMatch: undefined, input: {} }
    const app = express().get(
      '/:format',
      route(async (req: Request, res: Response) => {
        const format = String(req.params['format'])
        const { stream } = await handle({ ...common, inQuery: { format } })
        if (stream === undefined) throw new Error('an export is a stream')
        await sendStream(req, res, stream)
      }),
    )
    app.use(createErrorAnswer({ ids: systemIds, log }))
    server = createServer(app).listen(0, '127.0.0.1')
    await once(server, 'listening')
    // A listening TCP server always has an address object.
    address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  })
  after(async () => {
    server.closeAllConnections()
    server.close()
    // Reads take turns, so that the last of an export that was left comes before this.
    await reader.search(tenant.id, {}, { limit: 1 })
    await temporary.remove()
  })

  it('keeps no more of them in memory at its end than at its beginning', async () => {
    const answer = await open()
    let [count, bytes, begun, most, measured] = [0, 0, 0, 0, 0]
    // A message of HTTP is read in buffers.
    for await (const part of answer as AsyncIterable<Buffer>) {
      for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) count += 1
      bytes += part.length
      if (bytes < measured + EVERY_BYTES) continue
      measured = bytes
      collectGarbage()
      const { heapUsed, external } = process.memoryUsage()
      if (begun === 0) begun = heapUsed + external
      most = Math.max(most, heapUsed + external)
    }
    expect(count).to.equal(EVENTS)
    expect(bytes).to.be.greaterThan(4 * GROWTH_BYTES_MAX)
    expect(most - begun).to.be.lessThan(GROWTH_BYTES_MAX)
  })

  it('leaves its place to another when its receiver is gone', async () => {
    const unread: IncomingMessage[] = []
    for (let at = 0; at < 4; at += 1) unread.push(await open())
    expect(unread.map(({ statusCode }) => statusCode)).to.deep.equal([200, 200, 200, 200])
    expect((await open()).statusCode).to.equal(503)
    unread[0]?.destroy()
    let next = await open()
    while (next.statusCode !== 200) next = await open()
    for (const each of [next, ...unread]) each.destroy()
    expect(lines.join('\n')).not.to.include('surprise')
  })

  it('is not read ahead of a receiver that takes nothing', async () => {
    let reads = 0
    const counting = {
      search: (...asked: Parameters<typeof reader.search>) => {
        reads += 1
        return reader.search(...asked)
      },
    }
    const { handle } = exportOperation({ reader: counting, clock: systemClock })
    const { stream } = await handle({
      person: { tenant, accountId: 'ada' },
      ...{ requestId: 'r', inPath: {}, inQuery: {}, ifMatch: undefined, input: {} },
    })
    await stream?.chunks.next()
    expect(reads).to.equal(1)
  })
})
