import type { Product } from './tenant.ts'

/** Where a site is: what REST addresses start with, and what callers name it by. */
export interface SiteAddress {
  /** No trailing slash; Confluence's ends in `/wiki`. */
  readonly baseUrl: string
  /** With the port where it is not the usual one. */
  readonly host: string
}

export interface SiteRules {
  /** Globs over `host` or `host:port`. */
  readonly siteHosts: readonly string[]
  readonly allowHttpSites: boolean
}

const CONTEXT_PATHS: Record<Product, string> = { jira: '', confluence: '/wiki' }

/**
 * The site that a product says it is, or `undefined` when the address is not exactly an origin and
 * the product's path, or is not among the hosts that are served. All our calls with the tenant's
 * credentials go to this address, so nothing is repaired that a product would never send.
 */
export function readSiteAddress(
  text: string,
  product: Product,
  rules: SiteRules,
): SiteAddress | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const baseUrl = `${url.origin}${CONTEXT_PATHS[product]}`
  // Compared as text: `new URL` resolves dots and drops users, tabs and empty queries unseen.
  if (text.toLowerCase().replace(/\/$/, '') !== baseUrl) return undefined
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && rules.allowHttpSites)) {
    return undefined
  }
  if (!isServedHost(url.host, rules.siteHosts)) return undefined
  return { baseUrl, host: url.host }
}

/** Whether one of the globs names the host; `*` never crosses a dot or the colon of a port. */
export function isServedHost(host: string, globs: readonly string[]): boolean {
  return globs.some((glob) => patternOf(glob).test(host))
}

function patternOf(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replace(/[^\w]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^.:]+')}$`, 'i')
}
