import type { Response } from 'express'
import type { Settings } from '../config/settings.ts'
import type { Tenant } from '../tenants/tenant.ts'

/** What the headers depend on. */
export type HeaderSettings = Pick<Settings, 'atlassian'>

/** Pages name people and tokens: no cache, shared or private, may keep them. */
export const NEVER_STORED = 'no-cache, no-store, private'

/**
 * Headers of every answer of this room. The ancestors are the only origins that may frame it; there is
 * never an `X-Frame-Options`, which cannot name another origin and would hide the page in the product.
 * The page's own address carries a token of the product, so no referrer may leave it.
 */
export function setPageHeaders(res: Response, framing: Framing): void {
  setSafeHeaders(res, contentPolicy(framing))
}

/** The same for a page with a policy of its own. */
export function setSafeHeaders(res: Response, policy: string): void {
  res.removeHeader('X-Powered-By')
  res.set({
    'Content-Security-Policy': policy,
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': NEVER_STORED,
    'X-Content-Type-Options': 'nosniff',
  })
}

/** Who may show a page in a frame, and whose script it runs beside ours to speak with them. */
export interface Framing {
  readonly ancestors: readonly string[]
  /** An origin; absent where the script is our own. */
  readonly hostScripts?: string
}

/** No product frames the pages of a Data Center site: our own page under `/data-center/` does. */
export function framingOf(tenant: Tenant, settings: HeaderSettings): Framing {
  if (tenant.dataCenter !== undefined) return { ancestors: ["'self'"] }
  return { ancestors: ancestorsOf(tenant), hostScripts: hostScriptsOf(settings) }
}

/** For a refusal that came before any tenant was known. */
export function possibleFraming(settings: Pick<Settings, 'siteHosts' | 'atlassian'>): Framing {
  return { ancestors: possibleAncestors(settings), hostScripts: hostScriptsOf(settings) }
}

/**
 * Where the product shows this tenant's pages: its own origin, and the custom domain if it has one.
 * Taken from the tenant record and never from `xdm_e`, which is only as good as its signature.
 */
function ancestorsOf(tenant: Tenant): string[] {
  const origins = [new URL(tenant.baseUrl).origin]
  if (tenant.displayUrl !== undefined) {
    const display = new URL(tenant.displayUrl)
    if (display.protocol === 'https:') origins.push(display.origin)
  }
  return [...new Set(origins)]
}

/**
 * Who may frame a refusal that came before any tenant was known: sites that could be ours. Such a page
 * holds one sentence and no control, so there is nothing to lure a click on; refusing to be framed
 * would leave people with the browser's blank "refused to connect".
 * @param siteHosts globs of the settings; those that a policy cannot express are left out
 */
function possibleAncestors(settings: Pick<Settings, 'siteHosts' | 'atlassian'>): string[] {
  const schemes = settings.atlassian.allowHttpSites ? ['https', 'http'] : ['https']
  const hosts = settings.siteHosts.filter((glob) => EXPRESSIBLE_HOST.test(glob))
  return hosts.flatMap((host) => schemes.map((scheme) => `${scheme}://${host}`))
}

// CSP knows one wildcard label at the front and one as the whole port (CSP Level 3, host-source).
const EXPRESSIBLE_HOST = /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:(\d+|\*))?$/i

function hostScriptsOf({ atlassian }: HeaderSettings): string {
  return new URL(atlassian.hostScriptUrl).origin
}

function contentPolicy({ ancestors, hostScripts }: Framing): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", hostScripts].join(' ').trimEnd(),
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors.length === 0 ? "'none'" : ancestors.join(' ')}`,
  ].join('; ')
}
