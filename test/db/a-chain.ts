import type { AuditEvent, CallCompletion } from '../../src/audit/audit-event.ts'
import { chainBeginning, nextLink, type ChainLink } from '../../src/audit/chain.ts'
import { completionLine, eventLine, wholeLine } from '../../src/audit/event-line.ts'
import { auditRowOf, completionColumns } from '../../src/db/audit-row.ts'
import type { Tables } from '../../src/db/tables.ts'

/** What is written in one transaction: an event, perhaps complete already, or the end of one of before. */
export type Written =
  | { readonly event: AuditEvent; readonly completion?: CallCompletion | undefined }
  | { readonly endOf: AuditEvent; readonly completion: CallCompletion }

/** Writes into the chains as the app does, one line after the other. */
export async function writeChained(tables: Tables, all: readonly Written[]): Promise<void> {
  const { audit, auditChains } = tables
  const ends = new Map<string, ChainLink>()
  const next = async (tenantId: string, line: string) => {
    const noted = ends.get(tenantId) ?? (await auditChains.findByPk(tenantId))?.get()
    const link = nextLink(noted ?? chainBeginning(tenantId), line)
    ends.set(tenantId, link)
    return link
  }
  const rows = new Map<string, ReturnType<typeof auditRowOf>>()
  for (const written of all) {
    if ('event' in written) {
      const { event, completion } = written
      const end = completion && completionLine(event.id, completion)
      const { seq, hash } = await next(event.tenantId, wholeLine(eventLine(event), end))
      const columns = completion === undefined ? {} : completionColumns(completion)
      rows.set(event.id, { ...auditRowOf(event), ...columns, seq, hash })
      continue
    }
    const { endOf, completion } = written
    const link = await next(endOf.tenantId, completionLine(endOf.id, completion))
    const columns = {
      ...completionColumns(completion),
      end_seq: link.seq,
      end_hash: link.hash,
    }
    const waiting = rows.get(endOf.id)
    if (waiting === undefined) await audit.update(columns, { where: { id: endOf.id } })
    else rows.set(endOf.id, { ...waiting, ...columns })
  }
  await audit.bulkCreate([...rows.values()])
  for (const [tenant_id, { seq, hash }] of ends) {
    await auditChains.upsert({ tenant_id, seq, hash })
  }
}
