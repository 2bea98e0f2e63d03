import type { Response } from 'express'
import type { Settings } from '../config/settings.ts'
import type { Tenant } from '../tenants/tenant.ts'

/** What the headers depend on. */
export type HeaderSettings = Pick<Settings, 'atlassian'>

/** Pages name people and tokens: no cache, shared or private, may keep them. */
export const NEVER_STORED = 'no-cache, no-store, private'

/**
 * Headers of every answer of this room. `ancestors` are the only origins that may frame it; there is
 * never an `X-Frame-Options`, which cannot name another origin and would hide the page in the product.
 * The page's own address carries a token of the product, so no referrer may leave it.
 */
export function setPageHeaders(
  res: Response,
  settings: HeaderSettings,
  ancestors: readonly string[],
): void {
  res.removeHeader('X-Powered-By')
  res.set({
    'Content-Security-Policy': contentPolicy(settings, ancestors),
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': NEVER_STORED,
    'X-Content-Type-Options': 'nosniff',
  })
}

/**
 * Where the product shows this tenant's pages: its own origin, and the custom domain if it has one.
 * Taken from the tenant record and never from `xdm_e`, which is only as good as its signature.
 */
export function ancestorsOf(tenant: Tenant): string[] {
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
export function possibleAncestors(settings: Pick<Settings, 'siteHosts' | 'atlassian'>): string[] {
  const schemes = settings.atlassian.allowHttpSites ? ['https', 'http'] : ['https']
  const hosts = settings.siteHosts.filter((glob) => EXPRESSIBLE_HOST.test(glob))
  return hosts.flatMap((host) => schemes.map((scheme) => `${scheme}://${host}`))
}

// CSP knows one wildcard label at the front and one as the whole port (CSP Level 3, host-source).
const EXPRESSIBLE_HOST = /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:(\d+|\*))?$/i

function contentPolicy(settings: HeaderSettings, ancestors: readonly string[]): string {
  const hostScripts = new URL(settings.atlassian.hostScriptUrl).origin
  return [
    "default-src 'none'",
    `script-src 'self' ${hostScripts}`,
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors.length === 0 ? "'none'" : ancestors.join(' ')}`,
  ].join('; ')
}
