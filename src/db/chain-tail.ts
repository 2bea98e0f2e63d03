import { chainBeginning, nextLink, type ChainLink } from '../audit/chain.ts'
import type { RawSql } from './raw-sql.ts'

/**
 * The ends of the chains that one transaction makes longer. They are read in it and written in it, so
 * whoever else writes, in this process or another, goes on from there.
 */
export interface ChainTail {
  /** @throws Error for a tenant that this was not made for */
  next(tenantId: string, line: string): ChainLink
  save(): Promise<void>
}

const READ = 'SELECT seq, hash FROM audit_chains WHERE tenant_id = ?'
const WRITE = `INSERT INTO audit_chains (tenant_id, seq, hash) VALUES (?, ?, ?)
  ON CONFLICT (tenant_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash`

/** @param tenantIds whose chains become longer, and no others; each of them once is enough */
export async function openChainTail(sql: RawSql, tenantIds: Iterable<string>): Promise<ChainTail> {
  const ends = new Map<string, ChainLink>()
  for (const tenantId of new Set(tenantIds)) {
    const [row] = await sql.all(READ, [tenantId])
    const end = row && { seq: Number(row['seq']), hash: String(row['hash']) }
    ends.set(tenantId, end ?? chainBeginning(tenantId))
  }

  return {
    next(tenantId, line) {
      const before = ends.get(tenantId)
      if (before === undefined) throw new Error(`the chain of ${tenantId} was not opened`)
      const link = nextLink(before, line)
      ends.set(tenantId, link)
      return link
    },
    async save() {
      for (const [tenantId, { seq, hash }] of ends) await sql.run(WRITE, [tenantId, seq, hash])
    },
  }
}
