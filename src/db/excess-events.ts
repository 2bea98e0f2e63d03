import { Op } from 'sequelize'
import type { CutWish } from '../audit/retention-rules.ts'
import type { ExcessEvents } from '../audit/retention-store.ts'
import type { Database } from './database.ts'

/** Counted once for a run: what is to go is named by its place, so that no two runs remove it twice. */
export async function excessOf(
  { reports: { audit } }: Pick<Database, 'reports'>,
  tenantId: string,
  { keepEvents }: Pick<CutWish, 'keepEvents'>,
): Promise<ExcessEvents> {
  if (keepEvents === undefined) return { unchained: undefined, upTo: 0 }
  const ofTenant = { tenant_id: tenantId }
  const tooMany = (await audit.count({ where: ofTenant })) - keepEvents
  if (tooMany <= 0) return { unchained: undefined, upTo: 0 }
  const withoutPlace = { ...ofTenant, seq: null }
  const unchained = await audit.count({ where: withoutPlace })
  const last =
    unchained === 0
      ? null
      : await audit.findOne({
          where: withoutPlace,
          attributes: ['at', 'id'],
          order: ['at', 'id'],
          offset: Math.min(unchained, tooMany) - 1,
        })
  const rest = tooMany - unchained
  const lastChained =
    rest <= 0
      ? null
      : await audit.findOne({
          where: { ...ofTenant, seq: { [Op.ne]: null } },
          attributes: ['seq'],
          order: ['seq'],
          offset: rest - 1,
        })
  return { unchained: last?.get(), upTo: lastChained?.get().seq ?? 0 }
}
