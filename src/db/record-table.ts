import { Op, type WhereOptions } from 'sequelize'
import type { HeadStore } from '../audit/head-store.ts'
import type { RecordBook } from '../audit/record-book.ts'
import { cutWishOf } from '../audit/retention-rules.ts'
import type { LinkSigner } from '../audit/signed-links.ts'
import { verifyChain } from '../audit/verify-chain.ts'
import type { Clock } from '../lib/clock.ts'
import { createTurns } from './audit-reader-turns.ts'
import { storedChain } from './chain-table.ts'
import type { Database } from './database.ts'
import { excessOf } from './excess-events.ts'
import type { AuditRow } from './tables.ts'

/** Each tenant's record as a whole. */
export function createRecordTable(
  database: Database,
  heads: Pick<HeadStore, 'newest'>,
  signer: LinkSigner,
  clock: Clock,
): RecordBook {
  const turns = createTurns()
  const { audit } = database.reports
  const atOf = async (where: WhereOptions<AuditRow>, way: 'ASC' | 'DESC') => {
    const row = await audit.findOne({ where, attributes: ['at'], order: [['at', way]] })
    return row?.get().at
  }
  return {
    publicKey: signer.publicKey,
    heads: (tenantId, limit) => heads.newest(tenantId, limit),
    state: (tenantId) =>
      turns.take(tenantId, async () => {
        const chain = storedChain(database, tenantId)
        const where = { tenant_id: tenantId }
        const [lastHead] = await heads.newest(tenantId, 1)
        return {
          events: await audit.count({ where }),
          since: await atOf(where, 'ASC'),
          unchained: (await chain.unchained()).events,
          lines: (await chain.end())?.seq ?? 0,
          lastCut: (await chain.cuts()).at(-1),
          lastHead,
        }
      }),
    wouldRemove: (tenantId, rules) =>
      turns.take(tenantId, async () => {
        const wish = cutWishOf(rules, clock.now())
        if (wish === undefined) return undefined
        const { unchained, upTo } = await excessOf(database, tenantId, wish)
        const where = {
          tenant_id: tenantId,
          at: { [Op.lt]: wish.youngFrom },
          [Op.or]: [
            { at: { [Op.lt]: wish.before ?? 0 } },
            { seq: { [Op.lte]: upTo } },
            { seq: null, at: { [Op.lte]: unchained?.at ?? 0 } },
          ],
        }
        const events = await audit.count({ where })
        const [from, to] = [await atOf(where, 'ASC'), await atOf(where, 'DESC')]
        return from === undefined || to === undefined ? undefined : { events, from, to }
      }),
    verify: (tenantId, linesMax) =>
      turns.take(tenantId, () =>
        verifyChain(storedChain(database, tenantId), { signer, linesMax }),
      ),
  }
}
