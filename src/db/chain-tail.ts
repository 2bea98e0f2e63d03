import { chainBeginning, nextLink, type ChainLink } from '../audit/chain.ts'
import type { RawSql } from './raw-sql.ts'

/**
 * The ends of the chains that one transaction makes longer. They are read in it and written in it, so
 * whoever else writes, in this process or another, goes on from there.
 */
export interface ChainTail {
  next(tenantId: string, line: string): Promise<ChainLink>
  save(): Promise<void>
}

const READ = 'SELECT seq, hash FROM audit_chains WHERE tenant_id = ?'
const WRITE = `INSERT INTO audit_chains (tenant_id, seq, hash) VALUES (?, ?, ?)
  ON CONFLICT (tenant_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash`

export function createChainTail(sql: RawSql): ChainTail {
  const ends = new Map<string, ChainLink>()

  async function read(tenantId: string): Promise<ChainLink> {
    const [row] = await sql.all(READ, [tenantId])
    if (row === undefined) return chainBeginning(tenantId)
    return { seq: Number(row['seq']), hash: String(row['hash']) }
  }

  return {
    async next(tenantId, line) {
      const link = nextLink(ends.get(tenantId) ?? (await read(tenantId)), line)
      ends.set(tenantId, link)
      return link
    },
    async save() {
      for (const [tenantId, { seq, hash }] of ends) await sql.run(WRITE, [tenantId, seq, hash])
    },
  }
}
