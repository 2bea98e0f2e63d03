import { noticeBody, type NoticeSite } from './audit/notices/notice-body.ts'
import { createNoticeSender } from './audit/notices/notice-sender.ts'
import { createNotices, type Notices } from './audit/notices/notices.ts'
import type { Settings } from './config/settings.ts'
import type { Database } from './db/database.ts'
import { createNoticeTable } from './db/notice-table.ts'
import type { Tokens } from './identity/tokens.ts'
import { NO_BACKGROUND, startBackground } from './lib/background.ts'
import type { Clock } from './lib/clock.ts'
import type { Ids } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import type { Sealer } from './lib/sealer.ts'
import type { TenantDirectory } from './tenants/tenant-directory.ts'
import { isActive } from './tenants/tenant.ts'
import { createTokenExpiryRound } from './token-expiry-round.ts'
import { createNoticeClient } from './upstream/notice-client.ts'

/** What of notices the doors and the app need. */
export interface NoticeParts {
  readonly notices: Notices
  /** One look for what is to be told, and its sending to the end. */
  sendNotices(): Promise<void>
  /** One look for tokens that end soon. */
  lookForExpiring(): Promise<void>
  close(): Promise<void>
}

const SEND_EVERY_MS = 5_000
// Each is told once, however often it is looked.
const EXPIRY_EVERY_MS = 3_600_000
const KEPT_MS = 30 * 24 * 3_600_000

/** A part of the composition root: from the log to the receivers of notices. */
export function createNoticeParts(deps: {
  readonly settings: Pick<Settings, 'allowPrivateAddresses'>
  readonly database: Database
  readonly sealer: Sealer
  readonly directory: Pick<TenantDirectory, 'byId' | 'all'>
  readonly tokens: Pick<Tokens, 'list'>
  /** Whether notices are sent from here by themselves: from one process of several. */
  readonly leads: boolean
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}): NoticeParts {
  const { settings, database, sealer, directory, tokens, leads, clock, ids, log } = deps
  const { allowPrivateAddresses } = settings
  const siteOf = (tenantId: string): NoticeSite | undefined => {
    const tenant = directory.byId(tenantId)
    return tenant !== undefined && isActive(tenant) ? tenant : undefined
  }
  const store = createNoticeTable(database, sealer, (notice) => {
    const { product, host } = directory.byId(notice.tenantId) ?? { product: '', host: '' }
    return noticeBody(notice, { product, host })
  })
  const client = createNoticeClient({ allowPrivateAddresses, clock })
  const sender = createNoticeSender({ store, client, siteOf, clock, ids })
  const notices = createNotices({ store, sender, clock, ids })
  const lookForExpiring = createTokenExpiryRound({ directory, tokens, store, clock })
  const hourly = async () => {
    await lookForExpiring()
    await store.forgetBefore(clock.now() - KEPT_MS)
  }
  const sending = leads ? startBackground(() => sender.round(), SEND_EVERY_MS, log) : NO_BACKGROUND
  const looking = leads ? startBackground(hourly, EXPIRY_EVERY_MS, log) : NO_BACKGROUND

  return {
    notices,
    async sendNotices() {
      await sender.round()
      await sender.settled()
    },
    lookForExpiring,
    async close() {
      await looking.stop()
      await sending.stop()
      // What is under way is cut off, and sent again at the next start.
      await client.close()
      await sender.settled()
    },
  }
}
