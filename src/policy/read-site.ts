import type { Product, Tenant } from '../tenants/tenant.ts'
import { badPath } from './checked-path.ts'

/** Which site and product a request names, and the rest of its target, not yet checked. */
export interface NamedSite {
  readonly host: string
  readonly product: Product
  /** The Data Center site that it is; absent for sites of the Cloud. */
  readonly dataCenter?: Tenant
  /** Below the product's base URL; empty when the target ends with the site or with `/wiki`. */
  readonly rawPath: string
  /** What follows the first `?`; empty without one. */
  readonly rawQuery: string
}

const PREFIX = '/sites/'
const WIKI = '/wiki'

const UNPRINTABLE = /[^\x21-\x7e]/

/** A host name as it stands in a tenant's record, with a port on development sites. */
const HOST = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[1-9][0-9]{0,4})?$/

/**
 * Reads `/sites/{host}/{path}` off the request line as it came. A proxy's absolute form, a fragment
 * and bytes beyond printable ASCII have no business there (RFC 9112 §3.2) and are read differently by
 * different programs. Below the host stands what stands below it at the product: `/wiki` before what is
 * Confluence's in the Cloud, and whatever path a Data Center site is served under.
 * @param dataCenterAt the Data Center sites on a host
 * @throws Refusal `request/bad-path`
 */
export function readSite(
  target: string,
  dataCenterAt: (host: string) => readonly Tenant[] = nowhere,
): NamedSite {
  if (!target.startsWith(PREFIX)) throw badPath('another form than /sites/{host}/{path}')
  if (UNPRINTABLE.test(target)) throw badPath('a byte beyond printable ASCII')
  if (target.includes('#')) throw badPath('a fragment')

  const mark = target.indexOf('?')
  const end = mark < 0 ? target.length : mark
  const rawQuery = mark < 0 ? '' : target.slice(mark + 1)
  const slash = target.indexOf('/', PREFIX.length)
  const hostEnd = slash < 0 ? end : Math.min(slash, end)
  const host = target.slice(PREFIX.length, hostEnd).toLowerCase()
  if (!HOST.test(host)) throw badPath('no host name after /sites/')

  const rest = target.slice(hostEnd, end)
  const dataCenter = longestAbove(rest, dataCenterAt(host))
  if (dataCenter !== undefined) {
    const rawPath = rest.slice(contextPathOf(dataCenter).length)
    return { host, product: dataCenter.product, dataCenter, rawPath, rawQuery }
  }
  if (rest === WIKI || rest.startsWith(`${WIKI}/`)) {
    return { host, product: 'confluence', rawPath: rest.slice(WIKI.length), rawQuery }
  }
  return { host, product: 'jira', rawPath: rest, rawQuery }
}

function nowhere(): readonly Tenant[] {
  return []
}

/** What a site is served under: empty, or `/confluence`. */
export function contextPathOf({ baseUrl, host }: Pick<Tenant, 'baseUrl' | 'host'>): string {
  return baseUrl.slice(baseUrl.indexOf('://') + 3 + host.length)
}

function longestAbove(rest: string, sites: readonly Tenant[]): Tenant | undefined {
  let found: Tenant | undefined
  for (const site of sites) {
    const path = contextPathOf(site)
    const isAbove = rest === path || rest.startsWith(`${path}/`)
    if (isAbove && path.length >= (found === undefined ? 0 : contextPathOf(found).length)) {
      found = site
    }
  }
  return found
}
