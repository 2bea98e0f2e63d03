import type { Settings } from '../config/settings.ts'
import type { Tenant, TenantStatus } from '../tenants/tenant.ts'
import { momentOf, type Moment } from './date-words.ts'
import { gatewayAddress } from './present-api-access.ts'
import { wordsOf } from './product-words.ts'

/** What an admin wants to know about the installation, and support will ask for. */
export interface InstallationModel {
  readonly site: string
  readonly customDomain: string | undefined
  readonly productName: string
  readonly status: { readonly id: TenantStatus; readonly word: string; readonly meaning: string }
  readonly actsAs: string
  readonly gateway: string
  readonly appKey: string
  readonly clientKey: string
  readonly installed: Moment
}

const STATUS: Readonly<Record<TenantStatus, { readonly word: string; readonly meaning: string }>> =
  {
    active: { word: 'Active', meaning: 'The app is installed and enabled.' },
    disabled: {
      word: 'Disabled',
      meaning: 'No call is served until the app is enabled again under Manage apps.',
    },
    suspect: {
      word: 'Needs attention',
      meaning: 'A newer installation exists for this site. Install the app again to go on.',
    },
    uninstalled: { word: 'Not installed', meaning: 'Install the app again to go on.' },
  }

export function presentInstallation(
  tenant: Tenant,
  settings: Pick<Settings, 'baseUrl'>,
  now: number,
): InstallationModel {
  return {
    site: tenant.baseUrl,
    customDomain: tenant.displayUrl,
    productName: wordsOf(tenant.product).name,
    status: { id: tenant.status, ...STATUS[tenant.status] },
    // The product hands out the OAuth client only with the ACT_AS_USER scope.
    actsAs:
      tenant.oauthClientId === undefined
        ? 'The app only: install the app again to let tokens act as their owners'
        : 'Users, and the app',
    gateway: gatewayAddress(tenant, settings),
    appKey: tenant.appKey,
    clientKey: shortened(tenant.clientKey),
    installed: momentOf(tenant.installedAt, now),
  }
}

// Enough to compare with what the product or support says, not enough to look anything up with.
function shortened(clientKey: string): string {
  return clientKey.length <= 12 ? clientKey : `${clientKey.slice(0, 8)}…${clientKey.slice(-4)}`
}
