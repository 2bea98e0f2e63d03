import type { Ids } from '../lib/ids.ts'
import { Secret } from '../lib/secret.ts'
import type { DataCenterSite } from './data-center-site.ts'
import { eventOf, installEventOf, type ChangeFacts } from './lifecycle-event.ts'
import type { SiteAddress } from './site-address.ts'
import { tenantIdOf, type Product, type Tenant } from './tenant.ts'
import type { TenantChange, TenantState } from './tenant-store.ts'

/** A Data Center site as an operator enters it. */
export interface EnteredSite extends SiteAddress {
  readonly product: Product
  readonly site: DataCenterSite
}

/** As whom Gatehouse signs what its own pages are opened with, in place of a product's app key. */
const APP_KEY = 'gatehouse-data-center'

/**
 * Its own name for the installation. A product of the Cloud makes up its own, and Atlassian signs for no
 * name with a colon and an address in it; so no lifecycle call ever means such a tenant.
 */
function dataCenterKey({ baseUrl }: Pick<SiteAddress, 'baseUrl'>): string {
  return `data-center:${baseUrl.replace(/^https?:\/\//, '')}`
}

export function dataCenterTenantId(entered: Pick<EnteredSite, 'baseUrl' | 'product'>): string {
  return tenantIdOf(entered.product, dataCenterKey(entered))
}

/**
 * Takes over what the operator says, whole. What the site's pages are signed with is made here at the
 * first time and after a removal; nobody else ever has it, the product neither.
 */
export function decideEntered(
  entered: EnteredSite,
  { current }: TenantState,
  facts: ChangeFacts & { readonly ids: Pick<Ids, 'next' | 'randomBytes'> },
): TenantChange {
  const { baseUrl, host, product, site } = entered
  const held = current?.sharedSecret
  const next: Tenant = {
    id: dataCenterTenantId(entered),
    product,
    clientKey: dataCenterKey(entered),
    appKey: APP_KEY,
    sharedSecret: held ?? new Secret(facts.ids.randomBytes(32).toString('base64url')),
    // Counts each time: what was cached of the site before is not found any more.
    secretVersion: (current?.secretVersion ?? 0) + 1,
    oauthClientId: undefined,
    baseUrl,
    host,
    displayUrl: undefined,
    cloudId: undefined,
    dataCenter: site,
    status: 'active',
    installedAt: held === undefined ? facts.at : (current?.installedAt ?? facts.at),
    changedAt: facts.at,
  }
  return { saves: [next], events: [installEventOf(current, next, facts)] }
}

/** Drops every secret at once; the record and the rules stay, for when it is entered again. */
export function decideRemoved({ current }: TenantState, facts: ChangeFacts): TenantChange {
  if (current?.dataCenter === undefined || current.status === 'uninstalled') {
    return { saves: [], events: [] }
  }
  const next: Tenant = {
    ...current,
    status: 'uninstalled',
    sharedSecret: undefined,
    dataCenter: { ...current.dataCenter, crowd: undefined, tokenAuth: undefined },
    changedAt: facts.at,
  }
  return { saves: [next], events: [eventOf('tenant.uninstalled', next, facts)] }
}
