import { col, fn, Op } from 'sequelize'
import type { HeadStore } from '../audit/head-store.ts'
import type { SignedHead } from '../audit/signed-links.ts'
import { headOf } from './chain-table.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

const TENANTS_AT_ONCE = 200
const HOUR_MS = 3_600_000
const DENSE_MS = 24 * HOUR_MS

/** Signed heads in SQL: dense for a day, then the last of each hour. */
export function createHeadTable(database: Database): HeadStore {
  return {
    async signGrown(now, sign) {
      const grown = await grownTenants(database.tables)
      const signed: SignedHead[] = []
      for (let from = 0; from < grown.length; from += TENANTS_AT_ONCE) {
        const tenants = grown.slice(from, from + TENANTS_AT_ONCE)
        const heads = await database.write(async (tables) => {
          const ends = await tables.auditChains.findAll({ where: { tenant_id: tenants } })
          const made = ends.map((row) => {
            const { tenant_id, seq, hash } = row.get()
            return sign(tenant_id, { seq: seq, hash })
          })
          await keep(tables, made)
          await thinOut(tables, tenants, now)
          return made
        })
        signed.push(...heads)
      }
      return signed
    },
    async newest(tenantId, limit) {
      const rows = await database.tables.auditHeads.findAll({
        where: { tenant_id: tenantId },
        order: [['seq', 'DESC']],
        limit,
      })
      return rows.map((row) => headOf(row.get()))
    },
  }
}

async function grownTenants({ auditChains, auditHeads }: Tables): Promise<string[]> {
  const last = await auditHeads.findAll({
    attributes: ['tenant_id', [fn('max', col('seq')), 'seq']],
    group: ['tenant_id'],
  })
  const signedTo = new Map(last.map((row) => [row.get().tenant_id, row.get().seq]))
  const chains = await auditChains.findAll({ attributes: ['tenant_id', 'seq'] })
  return chains
    .map((row) => row.get())
    .filter(({ tenant_id, seq }) => seq > (signedTo.get(tenant_id) ?? 0))
    .map(({ tenant_id }) => tenant_id)
}

// Another process may have signed the same end in the same moment.
async function keep({ auditHeads }: Tables, heads: readonly SignedHead[]): Promise<void> {
  const rows = heads.map(({ tenantId, ...head }) => ({ tenant_id: tenantId, ...head }))
  await auditHeads.bulkCreate(rows, { ignoreDuplicates: true })
}

/** Of the hour that is a day old by now. */
async function thinOut(
  { auditHeads }: Tables,
  tenants: readonly string[],
  now: number,
): Promise<void> {
  const to = Math.floor((now - DENSE_MS) / HOUR_MS) * HOUR_MS
  const within = { [Op.gte]: to - HOUR_MS, [Op.lt]: to }
  for (const tenant_id of tenants) {
    const where = { tenant_id, at: within }
    const last = await auditHeads.findOne({ where, attributes: ['seq'], order: [['seq', 'DESC']] })
    if (last === null) continue
    await auditHeads.destroy({ where: { ...where, seq: { [Op.lt]: last.get().seq } } })
  }
}
