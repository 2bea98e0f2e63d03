import { Op, type WhereOptions } from 'sequelize'
import type { CutRun } from '../audit/retention-store.ts'
import type { AuditRow, Tables } from './tables.ts'

/** Removes some of the events that are older than the chain, oldest first. */
export async function cutUnchained(
  { audit }: Tables,
  { tenantId, wish, excess }: CutRun,
  limit: number,
): Promise<{ readonly events: number; readonly hasMore: boolean }> {
  const goes: WhereOptions<AuditRow>[] = []
  if (wish.before !== undefined) goes.push({ at: { [Op.lt]: wish.before } })
  if (excess.unchained !== undefined) {
    const { at, id } = excess.unchained
    goes.push({ at: { [Op.lt]: at } }, { at, id: { [Op.lte]: id } })
  }
  if (goes.length === 0) return { events: 0, hasMore: false }
  const isOld = { tenant_id: tenantId, seq: null, at: { [Op.lt]: wish.youngFrom } }
  const found = await audit.findAll({
    where: { [Op.and]: [isOld, { [Op.or]: goes }] },
    attributes: ['id'],
    order: ['at', 'id'],
    limit: limit + 1,
  })
  const ids = found.slice(0, limit).map((row) => row.get().id)
  const events = ids.length === 0 ? 0 : await audit.destroy({ where: { id: ids } })
  return { events, hasMore: found.length > limit }
}
