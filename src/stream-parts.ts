import { createStreamSender } from './audit/streams/stream-sender.ts'
import { createStreams, type Streams } from './audit/streams/streams.ts'
import type { StreamSite } from './audit/streams/stream-record.ts'
import type { Settings } from './config/settings.ts'
import type { Database } from './db/database.ts'
import { createStreamSource } from './db/stream-source-table.ts'
import { createStreamTable } from './db/stream-table.ts'
import { startBackground, type Background } from './lib/background.ts'
import type { Clock } from './lib/clock.ts'
import type { Ids } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import type { Sealer } from './lib/sealer.ts'
import type { TenantDirectory } from './tenants/tenant-directory.ts'
import { isActive } from './tenants/tenant.ts'
import { createStreamTransport } from './upstream/stream-transports.ts'

/** What of audit streams the doors and the app need. */
export interface StreamParts {
  readonly streams: Streams
  /** One look for what is to be sent, and its sending to the end. */
  sendStreams(): Promise<void>
  /** From now on this process sends; of those over one database, one alone should. */
  start(): void
  /** Sends no more, and cuts off what is under way: whoever sends next begins with it. */
  stop(): Promise<void>
}

const SEND_EVERY_MS = 2_000

/** A part of the composition root: from the log to the receivers of audit streams. */
export function createStreamParts(deps: {
  readonly settings: Pick<Settings, 'allowPrivateAddresses'>
  readonly database: Database
  readonly sealer: Sealer
  readonly directory: Pick<TenantDirectory, 'byId'>
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}): StreamParts {
  const { settings, database, sealer, directory, clock, ids, log } = deps
  const { allowPrivateAddresses } = settings
  const siteOf = (tenantId: string): StreamSite | undefined => {
    const tenant = directory.byId(tenantId)
    return tenant !== undefined && isActive(tenant) ? tenant : undefined
  }
  const store = createStreamTable(database, sealer)
  const source = createStreamSource(database)
  const transport = createStreamTransport({ allowPrivateAddresses, clock })
  const sender = createStreamSender({ store, source, transport, siteOf, clock, ids })
  let sending: Background | undefined

  return {
    streams: createStreams({ store, source, sender, clock, ids }),
    async sendStreams() {
      await sender.round()
      await sender.settled()
    },
    start() {
      sending ??= startBackground(() => sender.round(), SEND_EVERY_MS, log)
    },
    async stop() {
      const stopping = sending
      sending = undefined
      await stopping?.stop()
      await sender.stop()
    },
  }
}
