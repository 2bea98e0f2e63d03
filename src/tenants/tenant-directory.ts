import { tenantIdOf, type Product, type Tenant } from './tenant.ts'

/**
 * All tenants in memory, for the doors: a look-up costs no SQL, and a lifecycle change is seen by
 * the very next request because the directory is told before the product gets its answer.
 */
export interface TenantDirectory {
  byClientKey(product: Product, clientKey: string): Tenant | undefined
  /** The installation that answers for a product of a Cloud site; an active one before any other. */
  bySite(product: Product, host: string): Tenant | undefined
  byId(id: string): Tenant | undefined
  /** Data Center sites on a host, each under a path of its own. */
  dataCenterAt(host: string): readonly Tenant[]
  /** Of both products, whatever their state. */
  all(): readonly Tenant[]
  /** Takes over tenants as they now are. */
  tell(tenants: readonly Tenant[]): void
}

/** Who claims a site, and who of them answers for it. */
interface Claims {
  readonly tenants: ReadonlyMap<string, Tenant>
  readonly answering: Tenant
}

export function createTenantDirectory(known: readonly Tenant[]): TenantDirectory {
  const byId = new Map<string, Tenant>()
  const sites = { jira: new Map<string, Claims>(), confluence: new Map<string, Claims>() }
  const dataCenters = new Map<string, readonly Tenant[]>()

  const withdraw = ({ id, product, host, dataCenter }: Tenant) => {
    if (dataCenter !== undefined) {
      dataCenters.set(host, othersThan(id, dataCenters.get(host)))
      return
    }
    const [bySite, name] = [sites[product], host.toLowerCase()]
    const left = [...(bySite.get(name)?.tenants ?? [])].filter(([other]) => other !== id)
    const claims = claimsOf(new Map(left))
    if (claims === undefined) bySite.delete(name)
    else bySite.set(name, claims)
  }
  const claim = (tenant: Tenant) => {
    const { id, product, host } = tenant
    if (tenant.dataCenter !== undefined) {
      const others = othersThan(id, dataCenters.get(host))
      dataCenters.set(host, tenant.status === 'uninstalled' ? others : [...others, tenant])
      return
    }
    const [bySite, name] = [sites[product], host.toLowerCase()]
    const claims = claimsOf(new Map(bySite.get(name)?.tenants).set(id, tenant))
    if (claims !== undefined) bySite.set(name, claims)
  }
  // Only the sites of those that are told: with ten thousand tenants, all of them would take as long as a
  // hundred calls.
  const tell = (tenants: readonly Tenant[]) => {
    for (const tenant of tenants) {
      const before = byId.get(tenant.id)
      if (before !== undefined) withdraw(before)
      byId.set(tenant.id, tenant)
      claim(tenant)
    }
  }
  tell(known)

  return {
    byClientKey: (product, clientKey) => byId.get(tenantIdOf(product, clientKey)),
    bySite: (product, host) => sites[product].get(host.toLowerCase())?.answering,
    byId: (id) => byId.get(id),
    dataCenterAt: (host) => dataCenters.get(host) ?? NONE,
    all: () => [...byId.values()],
    tell,
  }
}

const NONE: readonly Tenant[] = []

function othersThan(id: string, tenants = NONE): readonly Tenant[] {
  return tenants.filter((each) => each.id !== id)
}

function claimsOf(tenants: ReadonlyMap<string, Tenant>): Claims | undefined {
  let answering: Tenant | undefined
  for (const tenant of tenants.values()) {
    if (answering === undefined || outranks(tenant, answering)) answering = tenant
  }
  return answering && { tenants, answering }
}

// An active installation answers for the site; between two that are not, the later one does.
function outranks(candidate: Tenant, held: Tenant): boolean {
  if ((candidate.status === 'active') !== (held.status === 'active')) {
    return candidate.status === 'active'
  }
  return candidate.changedAt > held.changedAt
}
