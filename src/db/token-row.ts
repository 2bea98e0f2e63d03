import type { ApiToken, TokenLimits } from '../identity/api-token.ts'
import type { Access } from '../identity/principal.ts'
import { ADMITS_NOTHING, parseTokenLimits } from '../identity/token-limits.ts'
import type { TokenRow } from './tables.ts'

export function tokenRowOf(token: ApiToken): TokenRow {
  return {
    id: token.id,
    tenant_id: token.tenantId,
    name: token.name,
    owner_account_id: token.ownerAccountId,
    created_by: token.createdBy,
    purpose: token.purpose ?? null,
    rotated_from: token.rotatedFrom ?? null,
    hash: token.hash,
    created_at: token.createdAt,
    revoked_at: token.revokedAt ?? null,
    last_used_at: token.lastUsedAt ?? null,
    ...changingColumns(token),
  }
}

/** Its power and its end; what else a token is never changes, or is not changed together with them. */
export function changingColumns(
  token: ApiToken,
): Pick<TokenRow, 'limits' | 'acts_as' | 'access' | 'expires_at'> {
  return {
    limits: JSON.stringify(token.limits),
    acts_as: token.actsAs,
    access: token.access,
    expires_at: token.expiresAt,
  }
}

export function tokenOf(row: TokenRow): ApiToken {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    ownerAccountId: row.owner_account_id,
    createdBy: row.created_by,
    purpose: row.purpose ?? undefined,
    limits: limitsOf(row.limits),
    rotatedFrom: row.rotated_from ?? undefined,
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

/** What cannot be read as limits, or has one that is not known here, must not pass for fewer limits. */
function limitsOf(text: string): TokenLimits {
  const parsed = parseTokenLimits(jsonOf(text))
  return parsed.kind === 'accepted' ? parsed.value : ADMITS_NOTHING
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // Which is no limits, and so admits nothing.
  }
}
