import { createHash } from 'node:crypto'
import { Op } from 'sequelize'
import type {
  AccountReview,
  AccountReviewStore,
  Delivery,
} from '../identity/account-review-store.ts'
import type { Ids } from '../lib/ids.ts'
import type { Database } from './database.ts'

export function createAccountReviewTable(database: Database, ids: Ids): AccountReviewStore {
  return {
    accept: (delivery, accountId) =>
      database.write(async ({ deliveries, reviews }) => {
        const key = { tenant_id: delivery.tenantId, delivery_key: deliveryKey(delivery) }
        const before = await deliveries.findOne({ where: key })
        if (before !== null) {
          return before.get().body_digest === delivery.bodyDigest ? 'repeat' : 'conflict'
        }
        const { bodyDigest, receivedAt, tenantId } = delivery
        await deliveries.create({ ...key, body_digest: bodyDigest, received_at: receivedAt })
        await reviews.create({
          id: ids.next(),
          tenant_id: tenantId,
          account_id: accountId,
          attempts: 0,
          due_at: receivedAt,
        })
        return 'stored'
      }),
    async due(now, limit): Promise<AccountReview[]> {
      const rows = await database.tables.reviews.findAll({
        where: { due_at: { [Op.lte]: now } },
        order: [['due_at', 'ASC']],
        limit,
      })
      return rows.map((row) => {
        const { id, tenant_id, account_id, attempts } = row.get()
        return { id, tenantId: tenant_id, accountId: account_id, attempts }
      })
    },
    finish: (reviewId) =>
      database.write(async ({ reviews }) => {
        await reviews.destroy({ where: { id: reviewId } })
      }),
    postpone: (reviewId, until) =>
      database.write(async ({ reviews }) => {
        await reviews.increment('attempts', { where: { id: reviewId } })
        await reviews.update({ due_at: until }, { where: { id: reviewId } })
      }),
    forgetBefore: (time) =>
      database.write(async ({ deliveries }) => {
        await deliveries.destroy({ where: { received_at: { [Op.lt]: time } } })
      }),
  }
}

/**
 * The product's own identifier where it sends one. Without it, the token and the body together:
 * the token alone would not do, since two events within one second carry the same token.
 */
function deliveryKey(delivery: Delivery): string {
  if (delivery.identifier !== undefined) return `id:${delivery.identifier}`
  const digest = createHash('sha256').update(`${delivery.tokenDigest}\n${delivery.bodyDigest}`)
  return `content:${digest.digest('hex')}`
}
