import type { AuditEvent } from '../../src/audit/audit-event.ts'
import type { ApiToken } from '../../src/identity/api-token.ts'
import type { TokenStore } from '../../src/identity/token-store.ts'
import type { SwitchStore } from '../../src/policy/switch-store.ts'
import { DEFAULT_SWITCHES, type Switches } from '../../src/policy/switches.ts'

/** Tokens in a map, newest first, with the events that came with each change. */
export function memoryTokenStore(events: AuditEvent[]): TokenStore {
  const tokens = new Map<string, ApiToken>()
  const find = (tenantId: string, tokenId: string) => {
    const token = tokens.get(tokenId)
    return token?.tenantId === tenantId ? token : undefined
  }
  return {
    find: async (tenantId, tokenId) => find(tenantId, tokenId),
    list: async (tenantId, owner) =>
      [...tokens.values()]
        .filter((token) => token.tenantId === tenantId)
        .filter((token) => owner === undefined || token.ownerAccountId === owner)
        .reverse(),
    async insert(token, event) {
      tokens.set(token.id, token)
      events.push(event)
    },
    async revoke(tenantId, tokenId, at, event) {
      const token = find(tenantId, tokenId)
      if (token === undefined || token.revokedAt !== undefined) return false
      tokens.set(tokenId, { ...token, revokedAt: at })
      events.push(event)
      return true
    },
    async markUsed(uses) {
      for (const { tokenId, at } of uses) {
        const token = tokens.get(tokenId)
        if (token !== undefined) tokens.set(tokenId, { ...token, lastUsedAt: at })
      }
    },
  }
}

export function memorySwitchStore(events: AuditEvent[]): SwitchStore {
  const byTenant = new Map<string, Switches>()
  const current = (tenantId: string) => byTenant.get(tenantId) ?? DEFAULT_SWITCHES
  return {
    read: async (tenantId) => current(tenantId),
    async change(tenantId, decide) {
      const change = decide(current(tenantId))
      if (change !== undefined) {
        byTenant.set(tenantId, change.switches)
        events.push(change.event)
      }
      return current(tenantId)
    },
  }
}
