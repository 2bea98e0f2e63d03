import { Op } from 'sequelize'
import { isNotice, NOTICE_KINDS, type Notice } from '../audit/notices/notice-kinds.ts'
import type { NoticeStore } from '../audit/notices/notice-store.ts'
import type { Sealer } from '../lib/sealer.ts'
import { recordedEventOf } from './audit-row.ts'
import { appendAll } from './audit-table.ts'
import type { Database } from './database.ts'
import { deliveryOf, deliveryRowOf } from './notice-delivery-row.ts'
import { enqueueUntold, ofKinds, untold } from './notice-outbox.ts'
import { noticeRowOf, noticeSettingsOf } from './notice-settings-row.ts'
import type { Tables } from './tables.ts'

/**
 * Notices in SQL. What is to be told stands in the audit log already, written with the change itself; here
 * is only where it goes and how far it has come.
 * @param bodyOf what is sent of a notice
 */
export function createNoticeTable(
  database: Database,
  sealer: Sealer,
  bodyOf: (notice: Notice) => string,
): NoticeStore {
  const { tables } = database
  const read = async ({ noticeSettings }: Pick<Tables, 'noticeSettings'>, tenantId: string) => {
    const row = await noticeSettings.findByPk(tenantId)
    return row === null ? undefined : noticeSettingsOf(row.get(), sealer)
  }

  return {
    settings: (tenantId) => read(tables, tenantId),
    change: (tenantId, decide) =>
      database.change(tenantId, async (written, sql) => {
        const current = await read(written, tenantId)
        const change = decide(current)
        if (change === undefined) return current
        const { settings, event } = change
        if (current?.state === 'on') await enqueueUntold(written, current, event.at, bodyOf)
        await written.noticeSettings.upsert(noticeRowOf(settings, sealer))
        await appendAll(sql, [event])
        return settings
      }),
    endFor: (tenantId, at, event) =>
      database.write(async ({ noticeSettings, noticeDeliveries }, sql) => {
        const [ended] = await noticeSettings.update(
          { state: 'gone', changed_at: at, changed_by: event.actor },
          { where: { tenant_id: tenantId, state: 'on' } },
        )
        if (ended === 0) return
        await noticeDeliveries.update(
          { state: 'given-up', settled_at: at, outcome: 'the receiver wants no more (410)' },
          { where: { tenant_id: tenantId, state: 'waiting' } },
        )
        await appendAll(sql, [event])
      }),
    async tenantsOn() {
      const rows = await tables.noticeSettings.findAll({
        where: { state: 'on' },
        attributes: ['tenant_id'],
        order: [['tenant_id', 'ASC']],
      })
      return rows.map((row) => row.get().tenant_id)
    },
    async enqueue(settings, now) {
      // Nearly always there is nothing, and calls wait for a write.
      if ((await untold(tables, settings, now, 1)).length === 0) return
      await database.write((written) => enqueueUntold(written, settings, now, bodyOf))
    },
    add: (delivery) =>
      database.change(delivery.tenantId, async ({ noticeDeliveries }) => {
        await forgetOlderTests(noticeDeliveries, delivery.tenantId)
        await noticeDeliveries.create(deliveryRowOf(delivery))
      }),
    async claim(tenantId, now, until) {
      const due = { tenant_id: tenantId, state: 'waiting', due_at: { [Op.lte]: now } }
      const soonest = { where: due, order: [['due_at', 'ASC'] as [string, string]] }
      if ((await tables.noticeDeliveries.findOne(soonest)) === null) return undefined
      return await database.write(async ({ noticeDeliveries }) => {
        const row = await noticeDeliveries.findOne(soonest)
        if (row === null) return undefined
        const delivery = deliveryOf(row.get())
        const attempts = delivery.attempts + 1
        await noticeDeliveries.update(
          { due_at: until, attempts },
          { where: { id: delivery.id, tenant_id: tenantId } },
        )
        return { ...delivery, dueAt: until, attempts }
      })
    },
    settle: (id, { state, dueAt, settledAt, outcome }) =>
      database.write(async ({ noticeDeliveries }) => {
        await noticeDeliveries.update(
          { state, due_at: dueAt, settled_at: settledAt ?? null, outcome: outcome ?? null },
          { where: { id } },
        )
      }),
    async deliveries(tenantId, limit) {
      const rows = await tables.noticeDeliveries.findAll({
        where: { tenant_id: tenantId },
        order: [
          ['created_at', 'DESC'],
          ['id', 'DESC'],
        ],
        limit,
      })
      return rows.map((row) => deliveryOf(row.get()))
    },
    async newest(tenantId, since, limit) {
      const rows = await tables.audit.findAll({
        where: ofKinds(tenantId, NOTICE_KINDS, since),
        order: [
          ['at', 'DESC'],
          ['id', 'DESC'],
        ],
        limit,
      })
      return rows.map((row) => recordedEventOf(row.get())).filter(isNotice)
    },
    async appendOnce(event) {
      // Nearly always it is there since the round before, and calls wait for a write.
      if ((await tables.audit.findByPk(event.id)) !== null) return false
      return await database.write(async ({ audit }, sql) => {
        if ((await audit.findByPk(event.id)) !== null) return false
        await appendAll(sql, [event])
        return true
      })
    },
    forgetBefore: (time) =>
      database.write(async ({ noticeDeliveries }) => {
        await noticeDeliveries.destroy({ where: { settled_at: { [Op.lt]: time } } })
      }),
  }
}

/** Whoever asks for tests in a loop fills no table with them. */
const TESTS_BESIDE = 19

async function forgetOlderTests(
  noticeDeliveries: Tables['noticeDeliveries'],
  tenantId: string,
): Promise<void> {
  const tests = { tenant_id: tenantId, kind: 'test' }
  const kept = await noticeDeliveries.findAll({
    where: tests,
    attributes: ['id'],
    order: [
      ['created_at', 'DESC'],
      ['id', 'DESC'],
    ],
    limit: TESTS_BESIDE,
  })
  const ids = kept.map((row) => row.get().id)
  await noticeDeliveries.destroy({ where: { ...tests, id: { [Op.notIn]: ids } } })
}
