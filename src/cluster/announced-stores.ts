import type { LinkStore } from '../identity/link.ts'
import type { TokenStore } from '../identity/token-store.ts'
import type { LockStore } from '../policy/guard/lock-store.ts'
import type { PolicyStore } from '../policy/policy-store.ts'
import type { Neighbours } from './neighbours.ts'

/** Stores of which subjects hold something in memory. */
export interface HeldStores {
  readonly policies: PolicyStore
  readonly tokens: TokenStore
  readonly links: LinkStore
  readonly locks: LockStore
}

/**
 * The same stores, each of whose changes is told to the other processes after it is committed and before
 * it is answered. Here rather than in the subjects, so that none of their ways to a change can forget it.
 * What was not there before is held by nobody, and needs no telling: a new token, say.
 */
export function announced(stores: HeldStores, { tell }: Pick<Neighbours, 'tell'>): HeldStores {
  const { policies, tokens, links, locks } = stores
  return {
    policies: {
      ...policies,
      async change(tenantId, decide) {
        const policy = await policies.change(tenantId, decide)
        await tell({ kind: 'policy', tenantId })
        return policy
      },
    },
    tokens: {
      ...tokens,
      async change(tenantId, tokenId, decide) {
        const update = await tokens.change(tenantId, tokenId, decide)
        await tell({ kind: 'tokens', tenantId, tokenIds: [tokenId] })
        return update
      },
      async revoke(tenantId, tokenId, at, event) {
        const isNew = await tokens.revoke(tenantId, tokenId, at, event)
        await tell({ kind: 'tokens', tenantId, tokenIds: [tokenId] })
        return isNew
      },
      async revokeUnused(tenantId, batch, eventOf) {
        const ended = await tokens.revokeUnused(tenantId, batch, eventOf)
        const tokenIds = ended.revoked.map(({ id }) => id)
        if (tokenIds.length > 0) await tell({ kind: 'tokens', tenantId, tokenIds })
        return ended
      },
    },
    links: {
      ...links,
      async insert(link, event, most) {
        const insertion = await links.insert(link, event, most)
        // That there was no link is held as well.
        if (insertion.kind === 'made') await tell(changeOf(link))
        return insertion
      },
      async remove(tenantId, linkId, event) {
        const link = await links.byId(tenantId, linkId)
        const removed = await links.remove(tenantId, linkId, event)
        if (link !== undefined) await tell(changeOf(link))
        return removed
      },
    },
    locks: {
      ...locks,
      async lock(lock, after, event) {
        const last = await locks.lock(lock, after, event)
        await tell({ kind: 'lock', tenantId: last.tenantId, caller: last.caller })
        return last
      },
      async unlock(tenantId, lockId, by, eventOf) {
        const lock = await locks.unlock(tenantId, lockId, by, eventOf)
        if (lock !== undefined) await tell({ kind: 'lock', tenantId, caller: lock.caller })
        return lock
      },
    },
  }
}

function changeOf({ tenantId, issuer, subject }: Parameters<LinkStore['insert']>[0]) {
  return { kind: 'link', tenantId, issuer, subject } as const
}
