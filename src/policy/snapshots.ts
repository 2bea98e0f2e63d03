import type { Awaitable } from '../lib/awaitable.ts'
import type { Product, Tenant } from '../tenants/tenant.ts'
import type { Policy } from './policy-document.ts'
import type { PolicyBook } from './policy-store.ts'
import { compilePolicy, type Snapshot } from './snapshot.ts'

/**
 * The rules of a tenant, ready to be asked. Read once for a call, which is decided by one version even
 * while an admin makes another.
 * @throws Refusal `policy/unavailable`: without rules nothing is served
 */
export type SnapshotOf = (tenant: Pick<Tenant, 'id' | 'product'>) => Awaitable<Snapshot>

export function createSnapshots(policies: Pick<PolicyBook, 'read'>): SnapshotOf {
  // The book gives the very same object for as long as the version is the same; the default is one
  // object for the tenants of both products.
  const compiled = {
    jira: new WeakMap<Policy, Snapshot>(),
    confluence: new WeakMap<Policy, Snapshot>(),
  }
  const snapshotOf = (policy: Policy, product: Product): Snapshot => {
    const known = compiled[product].get(policy)
    if (known !== undefined) return known
    const snapshot = compilePolicy(policy, product)
    compiled[product].set(policy, snapshot)
    return snapshot
  }
  const later = async (policy: Promise<Policy>, product: Product) =>
    snapshotOf(await policy, product)
  return ({ id, product }) => {
    const policy = policies.read(id)
    return policy instanceof Promise ? later(policy, product) : snapshotOf(policy, product)
  }
}
