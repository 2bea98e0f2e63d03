import { productUrl, siteSeconds } from '../site-state.ts'
import type { SiteState } from '../site-state.ts'
import type { Account } from '../people/account.ts'
import { canonicalAppRequest, digestOf } from '../tokens/canonical-request.ts'
import type { Members } from '../tokens/jws.ts'
import { mintToken } from '../tokens/mint-token.ts'
import type { TokenOverrides } from '../tokens/mint-token.ts'
import type { LifecycleEvent } from './descriptor.ts'
import type { InstallationRecord } from './installation-record.ts'

/** What an HS256 token of the product speaks for. */
export interface HostTokenSubject {
  readonly account?: Account | undefined
  readonly context?: Members
}

/** Life of URL-bound tokens in the product. */
const urlTokenSeconds = 180

function hostToken(
  site: SiteState,
  record: InstallationRecord,
  qsh: string,
  subject: HostTokenSubject,
  lifeSeconds: number,
  overrides: TokenOverrides,
): string {
  const sub = subject.account === undefined ? {} : { sub: subject.account.accountId }
  const url = record.displayUrl === undefined ? {} : { url: { displayUrl: record.displayUrl } }
  const context = { ...subject.context, ...url }
  const plan = {
    alg: 'HS256',
    claims: { iss: record.clientKey, qsh, ...sub, context },
    key: record.sharedSecret,
    nowSeconds: siteSeconds(site),
    lifeSeconds,
  }
  return mintToken(plan, overrides)
}

/** A token bound to one method and URL of the app. */
export function urlToken(
  site: SiteState,
  record: InstallationRecord,
  method: string,
  url: URL,
  subject: HostTokenSubject = {},
  overrides: TokenOverrides = {},
): string {
  const qsh = digestOf(canonicalAppRequest(method, url, record.descriptor.baseUrl))
  return hostToken(site, record, qsh, subject, urlTokenSeconds, overrides)
}

/** The token that `AP.context.getToken` hands out: bound to the person, not to a URL. */
export function contextToken(
  site: SiteState,
  record: InstallationRecord,
  subject: HostTokenSubject,
  overrides: TokenOverrides = {},
): string {
  const life = site.world.timings.contextTokenSeconds
  return hostToken(site, record, 'context-qsh', subject, life, overrides)
}

/** The RS256 token of `installed` and `uninstalled`; `header.kid` and `secret` may be bent. */
export function lifecycleToken(
  site: SiteState,
  record: InstallationRecord,
  event: LifecycleEvent,
  url: URL,
  overrides: TokenOverrides = {},
): string {
  if (event === 'enabled' || event === 'disabled') {
    return urlToken(site, record, 'POST', url, {}, overrides)
  }
  const key = site.world.installKeys.current()
  const { baseUrl } = record.descriptor
  const plan = {
    alg: 'RS256',
    header: { kid: key.kid },
    claims: {
      iss: record.clientKey,
      sub: site.people.admin.accountId,
      aud: [baseUrl],
      qsh: digestOf(canonicalAppRequest('POST', url, baseUrl)),
      context: { url: { displayUrl: productUrl(site, record.product) } },
    },
    key: key.privateKey,
    nowSeconds: siteSeconds(site),
    lifeSeconds: urlTokenSeconds,
  }
  return mintToken(plan, overrides)
}
