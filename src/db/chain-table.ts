import { col, fn, Op, type WhereOptions } from 'sequelize'
import type { ChainCut, SignedHead } from '../audit/signed-links.ts'
import type { StoredChain } from '../audit/stored-chain.ts'
import { linesOf } from './chain-lines.ts'
import type { Database } from './database.ts'
import type { AuditCutRow, AuditHeadRow, AuditRow } from './tables.ts'

/** A tenant's chain as it is in the tables; read on the connection for what takes long. */
export function storedChain({ reports }: Pick<Database, 'reports'>, tenantId: string): StoredChain {
  const { audit, auditChains, auditCuts, auditHeads } = reports
  const ofTenant = { tenant_id: tenantId }
  const highest = async (column: 'seq' | 'end_seq') => {
    const where = { ...ofTenant, [column]: { [Op.ne]: null } }
    const row = await audit.findOne({ where, attributes: [column], order: [[column, 'DESC']] })
    return row?.get()[column] ?? 0
  }
  return {
    tenantId,
    async end() {
      const row = (await auditChains.findByPk(tenantId))?.get()
      return row && { seq: row.seq, hash: row.hash }
    },
    highestPlace: async () => Math.max(await highest('seq'), await highest('end_seq')),
    async cuts() {
      const rows = await auditCuts.findAll({ where: ofTenant, order: ['seq'] })
      return rows.map((row) => cutOf(row.get()))
    },
    async heads() {
      const rows = await auditHeads.findAll({ where: ofTenant, order: ['seq'] })
      return rows.map((row) => headOf(row.get()))
    },
    lines: (after, to) => linesOf(audit, tenantId, after, to),
    eventsUpTo: (place) => audit.count({ where: { ...ofTenant, seq: { [Op.lte]: place } } }),
    async unchained() {
      const where: WhereOptions<AuditRow> = { ...ofTenant, seq: null }
      const events = await audit.count({ where })
      const newest = await audit.findOne({ where, attributes: ['at'], order: [['at', 'DESC']] })
      return { events, newestAt: newest === null ? undefined : newest.get().at }
    },
  }
}

/** Every tenant of which anything of a record is there. */
export async function recordedTenants({ reports }: Pick<Database, 'reports'>): Promise<string[]> {
  const { audit, auditChains, auditCuts, auditHeads } = reports
  const distinct = { attributes: ['tenant_id'], group: ['tenant_id'] }
  const found = await Promise.all([
    auditChains.findAll({ attributes: ['tenant_id'] }),
    auditHeads.findAll(distinct),
    auditCuts.findAll(distinct),
    audit.findAll({ attributes: [[fn('DISTINCT', col('tenant_id')), 'tenant_id']] }),
  ])
  return [...new Set(found.flat().map((row) => row.get().tenant_id))].sort()
}

export function headOf({ tenant_id, seq, hash, at, signature }: AuditHeadRow): SignedHead {
  return { tenantId: tenant_id, seq: seq, hash, at: at, signature }
}

/** What somebody else wrote as a reason or as gaps is no text that we ever signed. */
export function cutOf(row: AuditCutRow): ChainCut {
  return {
    tenantId: row.tenant_id,
    seq: row.seq,
    hash: row.hash,
    events: row.events,
    at: row.at,
    reason: row.reason as ChainCut['reason'],
    gaps: gapsOf(row.gaps),
    signature: row.signature,
  }
}

function gapsOf(text: string): ChainCut['gaps'] {
  try {
    const gaps = JSON.parse(text) as [number, string][]
    return gaps.map(([seq, hash]) => ({ seq, hash }))
  } catch {
    return []
  }
}
