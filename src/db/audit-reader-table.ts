import { Op, type WhereOptions } from 'sequelize'
import type { AuditReader } from '../audit/audit-reader.ts'
import { CALLS, ofRequest } from './audit-reader-filter.ts'
import {
  appCallers,
  callsOverTime,
  hints,
  latency,
  refusals,
  shownAsApp,
  topCallers,
} from './audit-reader-numbers.ts'
import { deprecatedUse, lastUses, shadowFindings } from './audit-reader-uses.ts'
import { NEWEST_FIRST, search } from './audit-reader-search.ts'
import { createTurns } from './audit-reader-turns.ts'
import { recordedEventOf } from './audit-row.ts'
import type { Database } from './database.ts'
import { areSearchable } from './searchable.ts'
import type { AuditRow } from './tables.ts'

/** The audit log as SQL gives it: long reads one after the other, on a connection of their own. */
export function createAuditReader(database: Database): AuditReader {
  const turns = createTurns()
  const { audit } = database.reports

  return {
    async find(tenantId, id) {
      if (!areSearchable(id)) return undefined
      const { audit: shortReads } = database.tables
      const first = (where: WhereOptions<AuditRow>) =>
        shortReads.findOne({ where, order: NEWEST_FIRST })
      const itsRequest = ofRequest(tenantId, id)
      const row =
        (await shortReads.findOne({ where: { tenant_id: tenantId, id } })) ??
        // A call can change something as well, such as lock its caller; who asks means the call.
        (await first({ [Op.and]: [itsRequest, CALLS] })) ??
        (await first(itsRequest))
      return row === null ? undefined : recordedEventOf(row.get())
    },
    async search(tenantId, filter, page) {
      const rows = await turns.take(tenantId, () => search(database, tenantId, filter, page))
      return rows.map(recordedEventOf)
    },
    callsOverTime: (tenantId, span, stepMs, of) =>
      turns.take(tenantId, () => callsOverTime(audit, tenantId, span, stepMs, of)),
    latency: (tenantId, span) => turns.take(tenantId, () => latency(audit, tenantId, span)),
    topCallers: (tenantId, span, limit) =>
      turns.take(tenantId, () => topCallers(audit, tenantId, span, limit)),
    appCallers: (tenantId, span, limit) =>
      turns.take(tenantId, () => appCallers(audit, tenantId, span, limit)),
    shownAsApp: (tenantId, span) => turns.take(tenantId, () => shownAsApp(audit, tenantId, span)),
    lastUses: (tenantId, span, limit) =>
      turns.take(tenantId, () => lastUses(audit, tenantId, span, limit)),
    refusals: (tenantId, span) => turns.take(tenantId, () => refusals(audit, tenantId, span)),
    hints: (tenantId, span) => turns.take(tenantId, () => hints(audit, tenantId, span)),
    shadowFindings: (tenantId, span) =>
      turns.take(tenantId, () => shadowFindings(audit, tenantId, span)),
    deprecatedUse: (tenantId, span, operations) =>
      turns.take(tenantId, () => deprecatedUse(audit, tenantId, span, operations)),
  }
}
