import { setTimeout as pause } from 'node:timers/promises'
import { createClockTrust } from './audit/clock-trust.ts'
import { createHeadRound } from './audit/head-round.ts'
import { createLinkSigner } from './audit/link-signer.ts'
import type { RecordBook } from './audit/record-book.ts'
import { createRetention } from './audit/retention.ts'
import type { Database } from './db/database.ts'
import { createHeadTable } from './db/head-table.ts'
import { createRecordTable } from './db/record-table.ts'
import { createRetentionTable } from './db/retention-table.ts'
import { ownKey } from './db/sealed-keys.ts'
import { NO_BACKGROUND, startBackground } from './lib/background.ts'
import type { Clock } from './lib/clock.ts'
import type { Ids } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import type { Sealer } from './lib/sealer.ts'
import type { PolicyBook } from './policy/policy-store.ts'
import type { TenantDirectory } from './tenants/tenant-directory.ts'

/** What of the record as a whole the doors and the app need. */
export interface RecordParts {
  readonly record: RecordBook
  /** Signs where each record ends; also done every minute. */
  signHeads(): Promise<void>
  /** Removes what is no longer kept; also done every hour, and by one process alone. */
  cutRecords(): Promise<void>
  /** Ends what is under way. */
  close(): Promise<void>
}

/** Name of the sealed key that heads and cuts are signed with. */
export const HEAD_KEY = 'audit-heads'
const SIGN_EVERY_MS = 60_000
const CUT_EVERY_MS = 3_600_000
// Calls are recorded in between.
const PAUSE_MS = 50

/** A part of the composition root: signing the record, and cutting it. */
export async function createRecordParts(deps: {
  readonly database: Database
  readonly sealer: Sealer
  readonly directory: Pick<TenantDirectory, 'all'>
  readonly policies: Pick<PolicyBook, 'read'>
  /** This process does what is done by one alone. */
  readonly leads: boolean
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}): Promise<RecordParts> {
  const { database, sealer, directory, policies, leads, clock, ids, log } = deps
  const signer = createLinkSigner(await ownKey(database, sealer, ids, HEAD_KEY))
  const heads = createHeadTable(database)
  const signHeads = createHeadRound({ store: heads, signer, clock, log })
  const store = createRetentionTable(database, signer)
  const retention = createRetention({
    store,
    tenantIds: () => directory.all().map(({ id }) => id),
    rulesOf: async (tenantId) => (await policies.read(tenantId)).document.retention,
    isClockTrusted: createClockTrust({
      clock,
      uptime: () => performance.now(),
      wasSigned: (from, to) => store.wasSigned(from, to),
    }),
    pause: () => pause(PAUSE_MS),
    clock,
    ids,
    log,
  })
  // What a killed process left unsigned is signed before anything is added to it.
  await signHeads()
  const signing = leads ? startBackground(signHeads, SIGN_EVERY_MS, log) : NO_BACKGROUND
  const cutting = leads ? startBackground(() => retention.run(), CUT_EVERY_MS, log) : NO_BACKGROUND

  return {
    record: createRecordTable(database, heads, signer, clock),
    signHeads,
    cutRecords: () => retention.run(),
    async close() {
      retention.stop()
      await cutting.stop()
      await signing.stop()
    },
  }
}
