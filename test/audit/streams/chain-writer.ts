import { Op } from 'sequelize'
import type { AuditEvent, CallCompletion, CallEvent } from '../../../src/audit/audit-event.ts'
import { chainBeginning, nextLink, type ChainLink } from '../../../src/audit/chain.ts'
import { completionLine, eventLine, wholeLine } from '../../../src/audit/event-line.ts'
import { auditRowOf, completionColumns } from '../../../src/db/audit-row.ts'
import type { Database } from '../../../src/db/database.ts'
import type { AppendEvents } from '../../../src/db/stream-table.ts'
import { aCallEvent } from '../../support/things.ts'

/** Writes events with their places in the chain, whatever fills these in the running app. */
export interface ChainWriter {
  /** As calls that had ended when they came into the chain. */
  calls(count: number, given?: Partial<CallEvent>): Promise<void>
  whole(event: AuditEvent, completion?: CallCompletion): Promise<ChainLink>
  /** Adds to a call how it ended, at a place of its own. */
  ends(eventId: string, completion?: Partial<CallCompletion>): Promise<ChainLink>
  /** As retention would: the lines up to a place are there no more. */
  cutTo(seq: number): Promise<void>
  /** As a loss that nobody meant: lines in the middle are there no more. */
  remove(...seqs: readonly number[]): Promise<void>
  /** The last place. */
  head(): number
}

/**
 * For a chain that the test writes line by line: what happened to streams is on record, and has no place
 * between these lines.
 */
export const besideTheChain: AppendEvents = async (_sql, events, { audit }) => {
  await audit.bulkCreate(events.map(auditRowOf))
}

export const ANSWERED: CallCompletion = {
  outcome: 'answered',
  status: 200,
  code: undefined,
  upstreamStatus: 200,
  traceId: undefined,
  durationMs: 5,
}

export function chainWriter({ write }: Pick<Database, 'write'>, tenantId: string): ChainWriter {
  let link = chainBeginning(tenantId)
  // The app may have written meanwhile.
  const goOn = () =>
    write(async ({ auditChains }) => {
      const row = (await auditChains.findByPk(tenantId))?.get()
      if (row !== undefined) link = { seq: row.seq, hash: row.hash }
    })

  async function whole(event: AuditEvent, completion?: CallCompletion): Promise<ChainLink> {
    await goOn()
    const end = completion && completionLine(event.id, completion)
    link = nextLink(link, wholeLine(eventLine(event), end))
    const ended = completion === undefined ? {} : completionColumns(completion)
    const row = { ...auditRowOf(event), ...ended, ...link }
    await write(async ({ audit, auditChains }) => {
      await audit.create(row)
      await auditChains.upsert({ tenant_id: tenantId, ...link })
    })
    return link
  }

  return {
    async calls(count, given = {}) {
      await goOn()
      const rows = Array.from({ length: count }, () => {
        const event = aCallEvent({ tenantId, ...given })
        link = nextLink(link, wholeLine(eventLine(event), completionLine(event.id, ANSWERED)))
        return { ...auditRowOf(event), ...completionColumns(ANSWERED), ...link }
      })
      await write(async ({ audit, auditChains }) => {
        await audit.bulkCreate(rows)
        await auditChains.upsert({ tenant_id: tenantId, ...link })
      })
    },
    whole,
    async ends(eventId, given = {}) {
      const completion = { ...ANSWERED, ...given }
      await goOn()
      link = nextLink(link, completionLine(eventId, completion))
      const place = { end_seq: link.seq, end_hash: link.hash }
      await write(async ({ audit, auditChains }) => {
        const columns = { ...completionColumns(completion), ...place }
        await audit.update(columns, { where: { id: eventId } })
        await auditChains.upsert({ tenant_id: tenantId, ...link })
      })
      return link
    },
    cutTo: (seq) =>
      write(async ({ audit }) => {
        await audit.destroy({ where: { tenant_id: tenantId, seq: { [Op.lte]: seq } } })
      }),
    remove: (...seqs) =>
      write(async ({ audit }) => {
        await audit.destroy({ where: { tenant_id: tenantId, seq: { [Op.in]: [...seqs] } } })
      }),
    head: () => link.seq,
  }
}
