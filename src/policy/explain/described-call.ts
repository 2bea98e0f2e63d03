import { Refusal } from '../../lib/refusal.ts'
import type { Tenant } from '../../tenants/tenant.ts'
import type { Call } from '../call.ts'
import { contextPathOf, readSite } from '../read-site.ts'
import { siteCall } from '../site-call.ts'

/** A call as somebody describes it. */
export interface CallWords {
  readonly method: string
  /**
   * With its query: below the product's base URL, or below `/wiki`, or as the gateway takes it
   * (`/sites/{host}/…`), or a whole address that was copied from somewhere.
   */
  readonly path: string
}

const ASKED_ABOUT = 'asked-about'

/**
 * What is described as the gateway would read it, by the very functions by which it reads.
 * @throws Refusal one of `request/*`: as the gateway would refuse the call; `request/invalid-input` with
 * faults for a call of another site or product, which is nobody's here to explain
 */
export function describedCall(tenant: Tenant, { method, path }: CallWords): Call {
  const site = readSite(targetOf(tenant, path.trim()), () =>
    tenant.dataCenter === undefined ? [] : [tenant],
  )
  if (site.host !== tenant.host.toLowerCase()) {
    throw misplaced(`This is ${tenant.host}, and the address names ${site.host}.`)
  }
  if (site.product !== tenant.product) {
    const other = site.product === 'jira' ? 'Jira' : 'Confluence'
    throw misplaced(`The address is one of ${other}: ask on Gatehouse’s own page there.`)
  }
  return siteCall(site, method.trim().toUpperCase(), ASKED_ABOUT)
}

function targetOf(tenant: Tenant, pasted: string): string {
  const { host, product, dataCenter } = tenant
  const whole = /^https?:\/\/([^/?#]+)(.*)$/is.exec(pasted)
  const [address, named] = whole === null ? [pasted, host] : [whole[2] ?? '', whole[1] ?? '']
  const below = address.startsWith('/') ? address : `/${address}`
  if (below.startsWith('/sites/')) return below
  if (dataCenter !== undefined) {
    const above = contextPathOf(tenant)
    const isBelow = whole !== null || below.startsWith(`${above}/`)
    return `/sites/${named}${isBelow ? '' : above}${below}`
  }
  const isBare = whole === null && product === 'confluence' && !/^\/wiki(?:\/|$|\?)/.test(below)
  return `/sites/${named}${isBare ? '/wiki' : ''}${below}`
}

function misplaced(says: string): Refusal {
  return new Refusal('request/invalid-input', { faults: [{ path: 'path', says }] })
}
