import { Op, type WhereOptions } from 'sequelize'
import type { ApiToken } from '../identity/api-token.ts'
import type { TokenStore, UnusedBatch } from '../identity/token-store.ts'
import { appendAll } from './audit-table.ts'
import type { Database } from './database.ts'
import { areSearchable } from './searchable.ts'
import type { Table, TokenRow } from './tables.ts'
import { changingColumns, tokenOf, tokenRowOf } from './token-row.ts'

const USES_AT_ONCE = 500
// Another process may have written a later use already.
const MARK_USED = `UPDATE api_tokens SET last_used_at = ?
  WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)`

export function createTokenTable(database: Database): TokenStore {
  return {
    find: (tenantId, tokenId) => findIn(database.tables.tokens, tenantId, tokenId),
    async tenantIdOf(tokenId) {
      const row = await database.tables.tokens.findByPk(tokenId)
      return row?.get().tenant_id
    },
    async list(tenantId, ownerAccountId) {
      if (!areSearchable(ownerAccountId ?? '')) return []
      const owner = ownerAccountId === undefined ? {} : { owner_account_id: ownerAccountId }
      const rows = await database.tables.tokens.findAll({
        where: { tenant_id: tenantId, ...owner },
        order: [
          ['created_at', 'DESC'],
          ['id', 'DESC'],
        ],
      })
      return rows.map((row) => tokenOf(row.get()))
    },
    insert: (token, event, liveMax) =>
      database.change(token.tenantId, async ({ tokens }, sql) => {
        if (liveMax !== undefined) {
          const { tenantId, ownerAccountId, createdAt } = token
          const own = { ...liveIn(tenantId, createdAt), owner_account_id: ownerAccountId }
          const there = await tokens.count({ where: { ...own, purpose: { [Op.is]: null } } })
          // Asks whether there is room: a bound that is no number leaves none.
          if (!(there < liveMax)) return false
        }
        await tokens.create(tokenRowOf(token))
        await appendAll(sql, [event])
        return true
      }),
    change: (tenantId, tokenId, decide) =>
      database.change(tenantId, async ({ tokens }, sql) => {
        const token = await findIn(tokens, tenantId, tokenId)
        const where = { id: tokenId, tenant_id: tenantId }
        const isRotated = (await successorsOf(tokens, tenantId, token?.id)) > 0
        const predecessor = await predecessorOf(tokens, tenantId, token)
        const update = decide(token === undefined ? undefined : { token, isRotated, predecessor })
        if (update.event === undefined) return update
        await tokens.update(changingColumns(update.token), { where })
        if (update.successor !== undefined) await tokens.create(tokenRowOf(update.successor))
        await appendAll(sql, [update.event])
        return update
      }),
    revoke: (tenantId, tokenId, at, event) =>
      database.change(tenantId, async ({ tokens }, sql) => {
        const [changed] = await tokens.update(
          { revoked_at: at },
          {
            where: { id: tokenId, tenant_id: tenantId, revoked_at: { [Op.is]: null } },
          },
        )
        if (changed > 0) await appendAll(sql, [event])
        return changed > 0
      }),
    // Nobody waits for it, so it takes no place from those who do.
    revokeUnused: (tenantId, batch, eventOf) =>
      database.write(async ({ tokens }, sql) => {
        const { now, limit } = batch
        const where = unusedIn(tenantId, batch)
        const rows = await tokens.findAll({ where, order: [['id', 'ASC']], limit })
        const unused = rows.map((row) => tokenOf(row.get()))
        const ended = unused.flatMap((token) => {
          const event = eventOf(token)
          return event === undefined ? [] : [{ token, event }]
        })
        const ids = ended.map(({ token }) => token.id)
        await tokens.update({ revoked_at: now }, { where: { id: ids, tenant_id: tenantId } })
        await appendAll(
          sql,
          ended.map(({ event }) => event),
        )
        const next = unused.length < limit ? undefined : unused.at(-1)?.id
        return { revoked: ended.map(({ token }) => token), next }
      }),
    // In parts, or with very many tokens in use everybody who changes something would wait for all of it.
    async markUsed(uses) {
      for (let at = 0; at < uses.length; at += USES_AT_ONCE) {
        await database.write(async (_tables, sql) => {
          for (const { tokenId, at: usedAt } of uses.slice(at, at + USES_AT_ONCE)) {
            await sql.run(MARK_USED, [usedAt, tokenId, usedAt])
          }
        })
      }
    },
  }
}

async function findIn(tokens: Table<TokenRow>, tenantId: string, tokenId: string) {
  if (!areSearchable(tokenId)) return undefined
  const row = await tokens.findOne({ where: { id: tokenId, tenant_id: tenantId } })
  return row === null ? undefined : tokenOf(row.get())
}

async function successorsOf(tokens: Table<TokenRow>, tenantId: string, id: string | undefined) {
  if (id === undefined) return 0
  return await tokens.count({ where: { tenant_id: tenantId, rotated_from: id } })
}

async function predecessorOf(tokens: Table<TokenRow>, tenantId: string, token?: ApiToken) {
  const id = token?.rotatedFrom
  return id === undefined ? undefined : await findIn(tokens, tenantId, id)
}

function liveIn(tenantId: string, now: number) {
  return { tenant_id: tenantId, revoked_at: { [Op.is]: null }, expires_at: { [Op.gt]: now } }
}

function unusedIn(tenantId: string, { since, now, after }: UnusedBatch): WhereOptions<TokenRow> {
  const notSince = { [Op.lte]: since }
  return {
    ...liveIn(tenantId, now),
    id: { [Op.gt]: after },
    created_at: notSince,
    last_used_at: { [Op.or]: [{ [Op.is]: null }, notSince] },
  }
}
