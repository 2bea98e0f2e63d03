import { Op } from 'sequelize'
import type { ApiToken } from '../identity/api-token.ts'
import type { Access } from '../identity/principal.ts'
import type { TokenStore } from '../identity/token-store.ts'
import { appendAll } from './audit-table.ts'
import type { Database } from './database.ts'
import { areSearchable } from './searchable.ts'
import type { TokenRow } from './tables.ts'

export function createTokenTable(database: Database): TokenStore {
  return {
    async find(tenantId, tokenId) {
      if (!areSearchable(tokenId)) return undefined
      const row = await database.tables.tokens.findOne({
        where: { id: tokenId, tenant_id: tenantId },
      })
      return row === null ? undefined : tokenOf(row.get())
    },
    async tenantIdOf(tokenId) {
      const row = await database.tables.tokens.findByPk(tokenId)
      return row?.get().tenant_id
    },
    async list(tenantId, ownerAccountId) {
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
    insert: (token, event) =>
      database.change(token.tenantId, async ({ tokens, audit }) => {
        await tokens.create(rowOf(token))
        await appendAll(audit, [event])
      }),
    revoke: (tenantId, tokenId, at, event) =>
      database.change(tenantId, async ({ tokens, audit }) => {
        const [changed] = await tokens.update(
          { revoked_at: at },
          {
            where: { id: tokenId, tenant_id: tenantId, revoked_at: { [Op.is]: null } },
          },
        )
        if (changed > 0) await appendAll(audit, [event])
        return changed > 0
      }),
    markUsed: (uses) =>
      database.write(async ({ tokens }) => {
        for (const { tokenId, at } of uses) {
          await tokens.update({ last_used_at: at }, { where: { id: tokenId } })
        }
      }),
  }
}

function rowOf(token: ApiToken): TokenRow {
  return {
    id: token.id,
    tenant_id: token.tenantId,
    name: token.name,
    owner_account_id: token.ownerAccountId,
    acts_as: token.actsAs,
    access: token.access,
    hash: token.hash,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    revoked_at: token.revokedAt ?? null,
    last_used_at: token.lastUsedAt ?? null,
  }
}

function tokenOf(row: TokenRow): ApiToken {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    ownerAccountId: row.owner_account_id,
    // Unknown words read as the lesser right: a token can lose power by a fault, never gain it.
    actsAs: row.acts_as === 'app' ? 'app' : 'user',
    access: accessOf(row.access),
    hash: row.hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
  }
}

function accessOf(word: string): Access {
  return word === 'write' || word === 'manage' ? word : 'read'
}
