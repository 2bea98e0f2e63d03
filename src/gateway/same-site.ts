import type { IncomingMessage } from 'node:http'
import type { SignOnCookie } from '../identity/credential.ts'
import type { CsrfTokens } from '../identity/sign-on/csrf-token.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Tenant } from '../tenants/tenant.ts'

/** Lower-case name of the header in which a page shows the token that it was given. */
const CSRF_HEADER = 'gatehouse-csrf-token'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])
const SAME_SITE = new Set(['same-origin', 'same-site'])

export interface SameSiteDeps {
  readonly csrf: CsrfTokens
  /** Gatehouse's own. */
  readonly ownOrigin: string
}

/**
 * A browser sends its cookies whoever asks it to. So a write needs two things that only a page of ours or of
 * an origin that the operator named can bring: its `Origin`, and the token that the page was given. The
 * products are no help: they check an origin at POST alone, and only where the client looks like a browser.
 * @throws Refusal `request/cross-site`
 */
export function demandSameSite(
  { csrf, ownOrigin }: SameSiteDeps,
  req: IncomingMessage,
  tenant: Tenant,
  { token }: SignOnCookie,
): void {
  if (READS.has(req.method ?? '')) return
  const origins = [ownOrigin, ...(tenant.dataCenter?.sessions.origins ?? [])]
  const { origin } = req.headers
  if (origin === undefined || !origins.includes(origin)) throw crossSite('another origin, or none')
  const site = req.headers['sec-fetch-site']
  if (site !== undefined && !SAME_SITE.has(site)) throw crossSite('another site')
  const shown = req.headers[CSRF_HEADER]
  if (typeof shown !== 'string' || !csrf.isTokenFor(tenant, token, shown)) {
    throw crossSite(`no ${CSRF_HEADER} of this session`)
  }
}

function crossSite(detail: string): Refusal {
  return new Refusal('request/cross-site', { detail })
}
