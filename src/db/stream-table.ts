import type { AuditEvent } from '../audit/audit-event.ts'
import { literal, Op } from 'sequelize'
import type { StreamRef } from '../audit/streams/audit-stream.ts'
import type { StreamChange, StreamStore } from '../audit/streams/stream-store.ts'
import type { Sealer } from '../lib/sealer.ts'
import { appendAll } from './audit-table.ts'
import type { RawSql } from './raw-sql.ts'
import type { Database } from './database.ts'
import { progressColumns, storedStreamOf, streamColumns } from './stream-row.ts'
import type { AuditStreamRow, Tables } from './tables.ts'

// Three looks into an index each. The chain itself is asked too: lines that were removed unsent are
// in no other table any more.
const HAS_MORE = literal(`(
  EXISTS (SELECT 1 FROM audit_events AS e
    WHERE e.tenant_id = audit_streams.tenant_id AND e.seq > audit_streams.up_to)
  OR EXISTS (SELECT 1 FROM audit_events AS e
    WHERE e.tenant_id = audit_streams.tenant_id AND e.end_seq > audit_streams.up_to)
  OR EXISTS (SELECT 1 FROM audit_chains AS c
    WHERE c.tenant_id = audit_streams.tenant_id AND c.seq > audit_streams.up_to))`)

/** Adds what happened to streams to the record, in the transaction of the change. */
export type AppendEvents = (
  sql: RawSql,
  events: readonly AuditEvent[],
  tables: Tables,
) => Promise<void>

/** Streams in SQL: where each goes, and how far it has come. */
export function createStreamTable(
  database: Database,
  sealer: Sealer,
  append: AppendEvents = appendAll,
): StreamStore {
  const { tables } = database
  const read = async ({ auditStreams }: Pick<Tables, 'auditStreams'>, tenantId: string) => {
    const order: [string, string][] = [
      ['created_at', 'ASC'],
      ['id', 'ASC'],
    ]
    const rows = await auditStreams.findAll({ where: { tenant_id: tenantId }, order })
    return rows.map((row) => storedStreamOf(row.get(), sealer))
  }

  return {
    list: (tenantId) => read(tables, tenantId),
    async find(ref) {
      const row = await tables.auditStreams.findOne({ where: keyOf(ref) })
      return row === null ? undefined : storedStreamOf(row.get(), sealer)
    },
    change: (tenantId, decide) =>
      database.change(tenantId, async (written, sql) => {
        const change = decide(await read(written, tenantId))
        if (change === undefined) return
        await write(written, tenantId, change, sealer)
        await append(sql, [change.event], written)
      }),
    async ready(now) {
      const rows = await tables.auditStreams.findAll({
        where: { state: 'on', due_at: { [Op.lte]: now }, [Op.and]: HAS_MORE },
        attributes: ['tenant_id', 'id', 'failures'],
        order: [
          ['tenant_id', 'ASC'],
          ['id', 'ASC'],
        ],
      })
      return rows.map((row) => {
        const { tenant_id, id, failures } = row.get()
        return { tenantId: tenant_id, id, isFailing: failures > 0 }
      })
    },
    move: (ref, { upTo }, to, events) =>
      database.write(async (written, sql) => {
        const { auditStreams } = written
        const where = { ...keyOf(ref), state: 'on', up_to: upTo }
        const stored = (await auditStreams.findOne({ where }))?.get()
        if (stored === undefined) return false
        const { progress } = storedStreamOf(stored, sealer)
        const { state = 'on', ...moved } = to
        await auditStreams.update(
          { state, ...progressColumns({ ...progress, ...moved }) },
          { where },
        )
        await append(sql, events, written)
        return true
      }),
  }
}

async function write(
  { auditStreams }: Pick<Tables, 'auditStreams'>,
  tenantId: string,
  change: StreamChange,
  sealer: Sealer,
): Promise<void> {
  switch (change.kind) {
    case 'add': {
      const { stream, progress } = change.stored
      const row = { ...streamColumns(stream, sealer), ...progressColumns(progress) }
      await auditStreams.create(row)
      return
    }
    case 'save': {
      const { stream } = change
      const asked: Partial<AuditStreamRow> = { failures: 0, due_at: stream.changedAt }
      await auditStreams.update(
        { ...streamColumns(stream, sealer), ...asked },
        { where: keyOf(stream) },
      )
      return
    }
    case 'remove':
      await auditStreams.destroy({ where: keyOf({ tenantId, id: change.id }) })
  }
}

function keyOf({ tenantId, id }: StreamRef) {
  return { tenant_id: tenantId, id }
}
