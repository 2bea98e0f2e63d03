import type { AuditEvent } from '../../src/audit/audit-event.ts'
import { stateOf, type ApiToken } from '../../src/identity/api-token.ts'
import type { Link, LinkStore } from '../../src/identity/link.ts'
import type { TokenStore } from '../../src/identity/token-store.ts'
import {
  DEFAULT_POLICY,
  type Policy,
  type PolicyVersion,
} from '../../src/policy/policy-document.ts'
import type { PolicyStore } from '../../src/policy/policy-store.ts'

/** Tokens in a map, newest first, with the events that came with each change. */
export function memoryTokenStore(events: AuditEvent[]): TokenStore {
  const tokens = new Map<string, ApiToken>()
  const find = (tenantId: string, tokenId: string) => {
    const token = tokens.get(tokenId)
    return token?.tenantId === tenantId ? token : undefined
  }
  const liveIn = (tenantId: string, now: number) =>
    [...tokens.values()].filter(
      (token) => token.tenantId === tenantId && stateOf(token, now) === 'live',
    )
  return {
    find: async (tenantId, tokenId) => find(tenantId, tokenId),
    tenantIdOf: async (tokenId) => tokens.get(tokenId)?.tenantId,
    list: async (tenantId, owner) =>
      [...tokens.values()]
        .filter((token) => token.tenantId === tenantId)
        .filter((token) => owner === undefined || token.ownerAccountId === owner)
        .reverse(),
    async insert(token, event, liveMax) {
      const { tenantId, ownerAccountId, createdAt } = token
      const live = liveIn(tenantId, createdAt).filter((each) => each.purpose === undefined)
      const own = live.filter((each) => each.ownerAccountId === ownerAccountId)
      if (liveMax !== undefined && !(own.length < liveMax)) return false
      tokens.set(token.id, token)
      events.push(event)
      return true
    },
    async change(tenantId, tokenId, decide) {
      const token = find(tenantId, tokenId)
      const isRotated = [...tokens.values()].some(
        (each) => each.tenantId === tenantId && each.rotatedFrom === tokenId,
      )
      const before = token?.rotatedFrom
      const predecessor = before === undefined ? undefined : find(tenantId, before)
      const update = decide(token === undefined ? undefined : { token, isRotated, predecessor })
      if (update.event === undefined) return update
      tokens.set(tokenId, update.token)
      if (update.successor !== undefined) tokens.set(update.successor.id, update.successor)
      events.push(update.event)
      return update
    },
    async revokeUnused(tenantId, { since, now, after, limit }, eventOf) {
      const unused = liveIn(tenantId, now)
        .filter((token) => Math.max(token.createdAt, token.lastUsedAt ?? 0) <= since)
        .filter(({ id }) => id > after)
        .sort((one, other) => (one.id < other.id ? -1 : 1))
        .slice(0, limit)
      const revoked = unused.filter((token) => {
        const event = eventOf(token)
        if (event !== undefined) events.push(event)
        return event !== undefined
      })
      for (const token of revoked) tokens.set(token.id, { ...token, revokedAt: now })
      return { revoked, next: unused.length < limit ? undefined : unused.at(-1)?.id }
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
        const isLater = token !== undefined && at > (token.lastUsedAt ?? 0)
        if (isLater) tokens.set(tokenId, { ...token, lastUsedAt: at })
      }
    },
  }
}

/** All versions of each tenant's policy, with the events that came with each change. */
export function memoryPolicyStore(events: AuditEvent[]): PolicyStore {
  const byTenant = new Map<string, readonly (Policy & PolicyVersion)[]>()
  const newestFirst = (tenantId: string) => byTenant.get(tenantId) ?? []
  const current = (tenantId: string): Policy => {
    const [newest] = newestFirst(tenantId)
    return newest === undefined ? DEFAULT_POLICY : policyOf(newest)
  }
  return {
    read: async (tenantId) => current(tenantId),
    versions: async (tenantId, { limit, before = Infinity }) =>
      newestFirst(tenantId)
        .filter(({ version }) => version < before)
        .slice(0, limit)
        .map(({ version, changedAt, changedBy }) => ({ version, changedAt, changedBy })),
    async readVersion(tenantId, version) {
      const kept = newestFirst(tenantId).find((each) => each.version === version)
      return kept === undefined ? undefined : policyOf(kept)
    },
    async change(tenantId, decide) {
      const change = decide(current(tenantId))
      if (change !== undefined) {
        const { document, changedAt, changedBy } = change
        const version = current(tenantId).version + 1
        const made = { version, document, changedAt, changedBy }
        byTenant.set(tenantId, [made, ...newestFirst(tenantId)])
        events.push(...change.events)
      }
      return current(tenantId)
    },
  }
}

function policyOf({ version, document }: Policy): Policy {
  return { version, document }
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
