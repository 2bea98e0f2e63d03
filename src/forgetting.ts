import type { Change } from './cluster/change.ts'
import type { Links } from './identity/link.ts'
import type { ProductGroups } from './identity/product-groups.ts'
import type { Tokens } from './identity/tokens.ts'
import type { LockBook } from './policy/guard/lock-book.ts'
import type { PolicyBook } from './policy/policy-store.ts'
import type { TenantDirectory } from './tenants/tenant-directory.ts'
import type { TenantRefresh } from './tenants/tenant-refresh.ts'
import type { Coalescer } from './upstream/coalesce.ts'

export interface ForgettingDeps {
  readonly policies: Pick<PolicyBook, 'forget' | 'forgetAll'>
  readonly tokens: Pick<Tokens, 'forget' | 'forgetAll'>
  readonly links: Pick<Links, 'forget' | 'forgetAll'>
  readonly locks: Pick<LockBook, 'forget' | 'forgetAll'>
  readonly productGroups: Pick<ProductGroups, 'forget'>
  readonly coalescer: Pick<Coalescer, 'endJoining'>
  readonly directory: Pick<TenantDirectory, 'all'>
  readonly refreshTenants: TenantRefresh
  /** Drops what is held of installations that have changed. */
  readonly forgetTenants: (tenantIds: readonly string[]) => void
  readonly endSignOns: (tenantId: string, userName: string | undefined) => void
  /** What a webhook asked for is on disk, and is to be done by whoever does it. */
  readonly onAccount: () => void
}

/**
 * A part of the composition root: what this process drops when another one has changed something. A new
 * kind of change, or one more thing that is held in memory, gets its line here.
 */
export function createForgetting(deps: ForgettingDeps): (change: Change) => Promise<void> {
  const { policies, tokens, links, locks, productGroups, coalescer, directory } = deps
  const { refreshTenants, forgetTenants } = deps

  async function forgetAnything(): Promise<void> {
    for (const held of [policies, tokens, links, locks]) held.forgetAll()
    const before = new Map(directory.all().map((tenant) => [tenant.id, tenant]))
    const changed = (await refreshTenants()).filter(
      ({ id, secretVersion, changedAt }) =>
        before.get(id)?.secretVersion !== secretVersion || before.get(id)?.changedAt !== changedAt,
    )
    forgetTenants(changed.map(({ id }) => id))
  }

  return async (change) => {
    switch (change.kind) {
      case 'tenants':
        await refreshTenants(change.tenantIds)
        forgetTenants(change.tenantIds)
        return
      case 'policy':
        policies.forget(change.tenantId)
        return
      case 'tokens':
        for (const id of change.tokenIds) tokens.forget(change.tenantId, id)
        return
      case 'link':
        links.forget(change)
        return
      case 'lock':
        locks.forget(change.tenantId, change.caller)
        return
      case 'account':
        productGroups.forget(change.tenantId, change.accountId)
        deps.onAccount()
        return
      case 'sign-ons':
        deps.endSignOns(change.tenantId, change.userName)
        return
      case 'written':
        coalescer.endJoining(change.tenantId)
        return
      case 'anything':
        await forgetAnything()
    }
  }
}
