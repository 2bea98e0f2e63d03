import { LRUCache } from 'lru-cache'

/** How much is held, in the unit of `sizeOf`. */
export interface Bounds {
  readonly ofTenant: number
  readonly overall: number
}

/** What is held for tenants; each has its own, and the longest unused goes first. */
export interface TenantCache<V extends object> {
  get(tenantId: string, name: string): V | undefined
  set(tenantId: string, name: string, value: V): void
  delete(tenantId: string, name: string): void
  forget(tenantIds: readonly string[]): void
}

interface Share<V extends object> {
  readonly held: LRUCache<string, V>
}

/**
 * A tenant that has used up its own bound pushes out only what is its own. When all of them together
 * are too much, the tenant goes that was served the longest ago.
 * @param sizeOf a whole number above zero
 * @param entryMax what is larger is not held at all
 */
export function createTenantCache<V extends object>(
  { ofTenant, overall }: Bounds,
  sizeOf: (value: V) => number = () => 1,
  entryMax = ofTenant,
): TenantCache<V> {
  const tenants = new LRUCache<string, Share<V>>({
    maxSize: overall,
    sizeCalculation: ({ held }) => held.calculatedSize + 1,
  })
  const newShare = () =>
    new LRUCache<string, V>({ maxSize: ofTenant, maxEntrySize: entryMax, sizeCalculation: sizeOf })
  // In a new object, since one that is there already would not be weighed again.
  const weighAnew = (tenantId: string, { held }: Share<V>) => tenants.set(tenantId, { held })

  return {
    get: (tenantId, name) => tenants.get(tenantId)?.held.get(name),
    set(tenantId, name, value) {
      const share = tenants.get(tenantId) ?? { held: newShare() }
      share.held.set(name, value)
      weighAnew(tenantId, share)
    },
    delete(tenantId, name) {
      const share = tenants.get(tenantId)
      if (share?.held.delete(name) === true) weighAnew(tenantId, share)
    },
    forget(tenantIds) {
      for (const id of tenantIds) tenants.delete(id)
    },
  }
}
