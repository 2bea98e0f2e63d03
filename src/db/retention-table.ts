import { Op } from 'sequelize'
import type { RetentionStore } from '../audit/retention-store.ts'
import type { LinkSigner } from '../audit/signed-links.ts'
import { appendAll } from './audit-table.ts'
import { forgetBlocks } from './block-marks.ts'
import { cutChained, reasonOf } from './cut-chained.ts'
import { cutUnchained } from './cut-unchained.ts'
import type { Database } from './database.ts'
import { excessOf } from './excess-events.ts'

/** Few enough that a call which is recorded in between hardly waits. */
const EVENTS_AT_ONCE = 500

/** Removes the beginnings of records in SQL. */
export function createRetentionTable(
  database: Database,
  signer: LinkSigner,
  eventsAtOnce = EVENTS_AT_ONCE,
): RetentionStore {
  const { audit, auditHeads } = database.reports
  return {
    async newestAt(tenantId) {
      const row = await audit.findOne({
        where: { tenant_id: tenantId },
        attributes: ['at'],
        order: [['at', 'DESC']],
      })
      return row?.get().at
    },
    async wasSigned(from, to) {
      const where = { at: { [Op.gte]: from, [Op.lt]: to } }
      return (await auditHeads.findOne({ where, attributes: ['at'] })) !== null
    },
    excess: (tenantId, wish) => excessOf(database, tenantId, wish),
    cutSome: (run, eventOf) =>
      database.write(async (tables, sql) => {
        const old = await cutUnchained(tables, run, eventsAtOnce)
        const room = eventsAtOnce - old.events
        const chained = await cutChained(tables, run, room, signer)
        const events = old.events + chained.events
        const isLast = !old.hasMore && !chained.hasMore
        if (isLast && run.removed + events > 0) {
          const { upTo, keptFrom } = chained
          // Once a run: it goes through all the marks of the tenant.
          if (upTo !== undefined) await forgetBlocks(sql, run.tenantId, upTo)
          const reason = chained.reason ?? reasonOf(run.wish, undefined)
          await appendAll(sql, [eventOf({ events: run.removed + events, upTo, reason, keptFrom })])
        }
        return { events, isLast }
      }),
  }
}
