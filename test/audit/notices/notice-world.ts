import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ChangeEvent } from '../../../src/audit/audit-event.ts'
import { noticeBody } from '../../../src/audit/notices/notice-body.ts'
import { createNoticeSender, type NoticeSender } from '../../../src/audit/notices/notice-sender.ts'
import type { NoticeStore } from '../../../src/audit/notices/notice-store.ts'
import { createNotices, type Notices, type NoticeWish } from '../../../src/audit/notices/notices.ts'
import { appendAll } from '../../../src/db/audit-table.ts'
import { createNoticeTable } from '../../../src/db/notice-table.ts'
import { systemIds } from '../../../src/lib/ids.ts'
import { createNoticeClient } from '../../../src/upstream/notice-client.ts'
import { startSmallServer, type SmallServer } from '../../gateway/world/small-server.ts'
import { movableClock, type MovableClock } from '../../support/movable-clock.ts'
import { watchForSecret } from '../../support/sinks.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../../support/temporary-database.ts'
import { aChange } from '../../support/things.ts'

export const TENANT = 'jira-tenant'
export const OTHER = 'another-tenant'
export const BY = { actor: 'ada', requestId: 'a-test' }

/** Notices over a real database and the real client, with a small server that receives them. */
export interface NoticeWorld {
  readonly clock: MovableClock
  readonly temporary: TemporaryDatabase
  readonly store: NoticeStore
  readonly sender: NoticeSender
  readonly notices: Notices
  readonly receiver: SmallServer
  /** Answers each message with the next of these, and with the last for ever. */
  answers(...statuses: readonly number[]): void
  handle(handler: (req: IncomingMessage, res: ServerResponse) => void): void
  /** Saves settings for a tenant, on and for all kinds if not said otherwise. @returns the secret */
  set(wish?: Partial<NoticeWish>, tenantId?: string): Promise<string>
  /** Writes an event as a change would. */
  happens(given?: Partial<ChangeEvent>): Promise<ChangeEvent>
  /** A round, to its end. */
  round(): Promise<void>
  /** Another process over the same file. */
  anotherSender(): NoticeSender
  /** `delivered 1`, `waiting 2`: of the newest delivery. */
  state(): Promise<string>
  stop(): Promise<void>
}

const KINDS = ['guard.tripped', 'token.revoked', 'provider.down'] as const

export async function startNotices(): Promise<NoticeWorld> {
  const clock = movableClock()
  const temporary = await temporaryDatabase()
  const { database, sealer } = temporary
  const site = { product: 'jira', host: 'acme.atlassian.net' }
  const store = createNoticeTable(database, sealer, (notice) => noticeBody(notice, site))
  const client = createNoticeClient({
    allowPrivateAddresses: true,
    clock,
    limits: { exchangeMs: 300 },
  })
  const newSender = () =>
    createNoticeSender({ store, client, siteOf: () => site, clock, ids: systemIds })
  const sender = newSender()
  const notices = createNotices({ store, sender, clock, ids: systemIds })
  const receiver = await startSmallServer()
  return {
    clock,
    temporary,
    store,
    sender,
    notices,
    receiver,
    answers(...statuses) {
      let at = 0
      receiver.handler = (_req, res) => {
        res.writeHead(statuses[Math.min(at, statuses.length - 1)] ?? 200).end()
        at += 1
      }
    },
    handle(handler) {
      receiver.handler = handler
    },
    async set(wish = {}, tenantId = TENANT) {
      const url = `${receiver.origin}/hook/${tenantId}?key=secret-part-of-the-address`
      watchForSecret('secret-part-of-the-address')
      const whole = { url, kinds: KINDS, state: 'on' as const, ...wish }
      const { settings, newSecret } = await notices.save(tenantId, whole, BY)
      if (newSecret !== undefined) watchForSecret(newSecret.reveal())
      return settings.secret.reveal()
    },
    async happens(given = {}) {
      const event = aChange({ tenantId: TENANT, kind: 'guard.tripped', at: clock.now(), ...given })
      await database.write((_tables, sql) => appendAll(sql, [event]))
      return event
    },
    async round() {
      await sender.round()
      await sender.settled()
    },
    anotherSender: newSender,
    async state() {
      const [newest] = await store.deliveries(TENANT, 1)
      return newest === undefined ? 'none' : `${newest.state} ${String(newest.attempts)}`
    },
    async stop() {
      await sender.settled()
      await client.close()
      await receiver.close()
      await temporary.clear()
    },
  }
}
