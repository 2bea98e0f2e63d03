import { tenantIdOf, type Product, type Tenant } from './tenant.ts'

/**
 * All tenants in memory, for the doors: a look-up costs no SQL, and a lifecycle change is seen by
 * the very next request because the directory is told before the product gets its answer.
 */
export interface TenantDirectory {
  byClientKey(product: Product, clientKey: string): Tenant | undefined
  /** The installation that answers for a product of a site; an active one before any other. */
  bySite(product: Product, host: string): Tenant | undefined
  byId(id: string): Tenant | undefined
  /** Of both products, whatever their state. */
  all(): readonly Tenant[]
  /** Takes over tenants as they now are. */
  tell(tenants: readonly Tenant[]): void
}

export function createTenantDirectory(known: readonly Tenant[]): TenantDirectory {
  const byId = new Map<string, Tenant>()
  const tell = (tenants: readonly Tenant[]) => {
    for (const tenant of tenants) byId.set(tenant.id, tenant)
    bySite = indexBySite([...byId.values()])
  }
  let bySite = new Map<string, Tenant>()
  tell(known)

  return {
    byClientKey: (product, clientKey) => byId.get(tenantIdOf(product, clientKey)),
    bySite: (product, host) => bySite.get(siteKey(product, host)),
    byId: (id) => byId.get(id),
    all: () => [...byId.values()],
    tell,
  }
}

function indexBySite(tenants: Tenant[]): Map<string, Tenant> {
  const index = new Map<string, Tenant>()
  for (const tenant of tenants) {
    const key = siteKey(tenant.product, tenant.host)
    const held = index.get(key)
    if (held === undefined || outranks(tenant, held)) index.set(key, tenant)
  }
  return index
}

// An active installation answers for the site; between two that are not, the later one does.
function outranks(candidate: Tenant, held: Tenant): boolean {
  if ((candidate.status === 'active') !== (held.status === 'active')) {
    return candidate.status === 'active'
  }
  return candidate.changedAt > held.changedAt
}

function siteKey(product: Product, host: string): string {
  return `${product} ${host.toLowerCase()}`
}
