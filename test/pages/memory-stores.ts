import type { AuditEvent } from '../../src/audit/audit-event.ts'
import type { ApiToken } from '../../src/identity/api-token.ts'
import type { Link, LinkStore } from '../../src/identity/link.ts'
import type { TokenStore } from '../../src/identity/token-store.ts'
import { DEFAULT_POLICY, type Policy } from '../../src/policy/policy-document.ts'
import type { PolicyStore } from '../../src/policy/policy-store.ts'

/** Tokens in a map, newest first, with the events that came with each change. */
export function memoryTokenStore(events: AuditEvent[]): TokenStore {
  const tokens = new Map<string, ApiToken>()
  const find = (tenantId: string, tokenId: string) => {
    const token = tokens.get(tokenId)
    return token?.tenantId === tenantId ? token : undefined
  }
  return {
    find: async (tenantId, tokenId) => find(tenantId, tokenId),
    tenantIdOf: async (tokenId) => tokens.get(tokenId)?.tenantId,
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

/** The newest policy of each tenant, with the events that came with each change. */
export function memoryPolicyStore(events: AuditEvent[]): PolicyStore {
  const byTenant = new Map<string, Policy>()
  const current = (tenantId: string) => byTenant.get(tenantId) ?? DEFAULT_POLICY
  return {
    read: async (tenantId) => current(tenantId),
    async change(tenantId, decide) {
      const { version } = current(tenantId)
      const change = decide(current(tenantId))
      if (change !== undefined) {
        byTenant.set(tenantId, { version: version + 1, document: change.document })
        events.push(...change.events)
      }
      return current(tenantId)
    },
  }
}

/** Links in a map, newest first, with the events that came with each change. */
export function memoryLinkStore(events: AuditEvent[]): LinkStore {
  const links = new Map<string, Link>()
  const ofTenant = (tenantId: string) =>
    [...links.values()].filter((link) => link.tenantId === tenantId).reverse()
  const find: LinkStore['find'] = async (tenantId, issuer, subject) =>
    ofTenant(tenantId).find((link) => link.issuer === issuer && link.subject === subject)
  const list: LinkStore['list'] = async (tenantId, accountId) =>
    ofTenant(tenantId).filter((link) => accountId === undefined || link.accountId === accountId)
  return {
    find,
    list,
    async byId(tenantId, linkId) {
      const link = links.get(linkId)
      return link?.tenantId === tenantId ? link : undefined
    },
    async page(tenantId, { accountId, after, limit }) {
      const all = await list(tenantId, accountId)
      const start = all.findIndex(({ id }) => id === after?.id) + 1
      return all.slice(start, start + limit)
    },
    async insert(link, event, most) {
      const { tenantId, issuer, subject, accountId } = link
      const there = await find(tenantId, issuer, subject)
      if (there !== undefined) return { kind: 'taken', there }
      const theirs = await list(tenantId, accountId)
      if (theirs.length >= most.ofAccount) return { kind: 'full', of: 'account' }
      if (ofTenant(tenantId).length >= most.ofTenant) return { kind: 'full', of: 'tenant' }
      links.set(link.id, link)
      events.push(event)
      return { kind: 'made' }
    },
    async remove(tenantId, linkId, event) {
      if (links.get(linkId)?.tenantId !== tenantId) return false
      links.delete(linkId)
      events.push(event)
      return true
    },
  }
}
