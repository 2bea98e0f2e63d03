import type { Tenant } from '../tenants/tenant.ts'
import type { SiteRequest } from './site-request.ts'

/** Where a tenant's REST API is, taken apart. */
export interface SiteAddress {
  readonly origin: string
  /** What stands before every path: empty for Jira, `/wiki` for Confluence. */
  readonly prefix: string
}

/**
 * The only place where the address of a site comes from: the tenant's record, never a caller and
 * never an answer. A record that is not a plain https address is a fault of ours, and nothing is
 * signed for it.
 */
export function siteAddressOf(
  tenant: Pick<Tenant, 'id' | 'baseUrl'>,
  allowHttpSites: boolean,
): SiteAddress {
  const known = addresses.get(tenant)
  if (known?.baseUrl === tenant.baseUrl && known.allowHttpSites === allowHttpSites) return known
  const address = {
    ...readAddress(tenant, allowHttpSites),
    baseUrl: tenant.baseUrl,
    allowHttpSites,
  }
  addresses.set(tenant, address)
  return address
}

/** Path and query of a call, as they go out. */
export function targetOf(
  { prefix }: Pick<SiteAddress, 'prefix'>,
  { path, query }: Pick<SiteRequest, 'path' | 'query'>,
): string {
  return prefix + path + (query === '' ? '' : `?${query}`)
}

/** Read once for each state of a tenant; whoever changes one makes a new object. */
const addresses = new WeakMap<object, SiteAddress & Asked>()

/** What an address was read from. */
interface Asked {
  readonly baseUrl: string
  readonly allowHttpSites: boolean
}

function readAddress(tenant: Pick<Tenant, 'id' | 'baseUrl'>, allowHttpSites: boolean): SiteAddress {
  const url = URL.parse(tenant.baseUrl)
  const isPlain =
    url !== null &&
    (url.protocol === 'https:' || (allowHttpSites && url.protocol === 'http:')) &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === ''
  if (!isPlain) throw new Error(`tenant ${tenant.id} has no usable base URL`)
  return { origin: url.origin, prefix: url.pathname.replace(/\/$/, '') }
}
