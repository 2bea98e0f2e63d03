import type { IncomingMessage, ServerResponse } from 'node:http'
import { createStreamSender, type StreamSender } from '../../../src/audit/streams/stream-sender.ts'
import type { StreamSource } from '../../../src/audit/streams/stream-source.ts'
import type { StreamStore } from '../../../src/audit/streams/stream-store.ts'
import type { StreamTransport } from '../../../src/audit/streams/stream-transport.ts'
import type { StreamWish } from '../../../src/audit/streams/stream-wish.ts'
import { createStreams, type Streams } from '../../../src/audit/streams/streams.ts'
import { createAuditTable } from '../../../src/db/audit-table.ts'
import { createStreamSource } from '../../../src/db/stream-source-table.ts'
import { createStreamTable } from '../../../src/db/stream-table.ts'
import { systemIds } from '../../../src/lib/ids.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { createStreamTransport } from '../../../src/upstream/stream-transports.ts'
import { startSmallServer, type SmallServer } from '../../gateway/world/small-server.ts'
import { stoppedClock, type MovableClock } from '../../support/movable-clock.ts'
import { watchForSecret } from '../../support/sinks.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../../support/temporary-database.ts'
import { besideTheChain, chainWriter, type ChainWriter } from './chain-writer.ts'

export const TENANT = 'jira-tenant'
export const OTHER = 'another-tenant'
export const SITE = { product: 'jira', host: 'acme.atlassian.net' }
export const BY = { actor: 'ada', requestId: 'a-test' }
const OWN_SECRET = 'Bearer the-value-of-the-header'

/** A record as its receiver reads it. */
interface ReadRecord {
  readonly tenant: string
  readonly site: string
  readonly seq: number
  readonly previous: number
  readonly hash: string
  readonly part: string
  readonly event: { readonly kind: string; readonly [name: string]: unknown }
}

/** Streams over a real database and the real network, with a small server that receives them. */
export interface StreamWorld {
  readonly clock: MovableClock
  readonly temporary: TemporaryDatabase
  readonly store: StreamStore
  readonly source: StreamSource
  readonly transport: StreamTransport
  readonly sender: StreamSender
  readonly streams: Streams
  readonly receiver: SmallServer
  readonly chain: ChainWriter
  readonly others: ChainWriter
  /** Answers each batch with the next of these, and with the last for ever. */
  answers(...statuses: readonly number[]): void
  handle(handler: (req: IncomingMessage, res: ServerResponse) => void): void
  /** Adds a stream to the small server, on and of everything if not said otherwise. @returns its id */
  add(given?: Partial<StreamWish>, tenantId?: string): Promise<string>
  /** A round, to its end. */
  round(): Promise<void>
  /** What the receiver was sent and took, in its order. */
  taken(): readonly ReadRecord[]
  /** The events that Gatehouse itself wrote about streams. */
  told(): Promise<readonly string[]>
  stop(): Promise<void>
}

export async function startStreams(): Promise<StreamWorld> {
  const clock = stoppedClock()
  const temporary = await temporaryDatabase()
  const { database, sealer } = temporary
  const store = createStreamTable(database, sealer, besideTheChain)
  const source = createStreamSource(database)
  const limits = { exchangeMs: 2_000 }
  const transport = createStreamTransport({ allowPrivateAddresses: true, clock, limits })
  const siteOf = () => SITE
  const sender = createStreamSender({ store, source, transport, siteOf, clock, ids: systemIds })
  const streams = createStreams({ store, source, sender, clock, ids: systemIds })
  const receiver = await startSmallServer()
  const taken = new Set<number>()
  let handler: (req: IncomingMessage, res: ServerResponse) => void = (_req, res) => {
    res.writeHead(204).end()
  }
  let asked = 0
  // A real receiver answers when it has all: so does this one.
  receiver.handler = (req, res) => {
    const at = asked
    asked += 1
    req.on('end', () => {
      handler(req, res)
      if (res.statusCode < 300 && res.writableEnded) taken.add(at)
    })
  }
  watchForSecret(OWN_SECRET)

  return {
    clock,
    temporary,
    store,
    source,
    transport,
    sender,
    streams,
    receiver,
    chain: chainWriter(database, TENANT),
    others: chainWriter(database, OTHER),
    answers(...statuses) {
      let next = 0
      handler = (_req, res) => {
        res.writeHead(statuses[Math.min(next, statuses.length - 1)] ?? 204).end()
        next += 1
      }
    },
    handle(given) {
      handler = given
    },
    async add(given = {}, tenantId = TENANT) {
      const url = `${receiver.origin}/in/${tenantId}?key=secret-part-of-the-address`
      watchForSecret('secret-part-of-the-address')
      const header = { name: 'Authorization', value: new Secret(OWN_SECRET) }
      const wish: StreamWish = {
        name: 'SIEM',
        what: 'all',
        state: 'on',
        begins: 'now',
        dropBehind: undefined,
        target: { kind: 'https', url, header, ca: undefined },
        rotateSecret: false,
        ...given,
      }
      const { seen, newSecret } = await streams.add(tenantId, wish, BY)
      if (newSecret !== undefined) watchForSecret(newSecret.reveal())
      // Or what happens next would happen at the same moment, in no order.
      clock.move(1)
      return seen.stream.id
    },
    async round() {
      await sender.round()
      await sender.settled()
    },
    taken: () =>
      receiver.seen
        .filter((_each, at) => taken.has(at))
        .flatMap(({ body }) => body.trimEnd().split('\n'))
        // Each line is one of `recordOf`.
        .map((line) => JSON.parse(line) as ReadRecord),
    async told() {
      const events = await createAuditTable(database).recent(TENANT, 100)
      return events
        .filter(({ kind }) => kind.startsWith('stream'))
        .map((event) => `${event.kind} ${JSON.stringify('facts' in event ? event.facts : {})}`)
        .toReversed()
    },
    async stop() {
      await sender.stop()
      await receiver.close()
      await temporary.clear()
    },
  }
}
