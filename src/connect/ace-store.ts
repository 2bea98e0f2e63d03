import type { ClientInfo, StoreAdapter } from 'atlassian-connect-express'
import type { Product, Tenant } from '../tenants/tenant.ts'
import type { TenantDirectory } from '../tenants/tenant-directory.ts'

/**
 * What ACE may know: the secret of a tenant that has one and is not suspect. It may keep nothing,
 * so every way of writing fails, and an ACE that one day stored something would be noticed.
 */
export function aceStoreOf(
  product: Product,
  directory: Pick<TenantDirectory, 'byClientKey'>,
): StoreAdapter {
  return {
    // ACE asks for `clientInfo` only, and the adapter contract leaves the value's type to the asker.
    get: <T>(key: string, clientKey: string) =>
      Promise.resolve(
        (key === 'clientInfo' ? infoOf(directory.byClientKey(product, clientKey)) : null) as T,
      ),
    set: neverStored,
    del: neverStored,
    saveInstallation: neverStored,
    getAllClientInfos: neverStored,
    getClientSettingsForForgeInstallation: neverStored,
    deleteAssociation: neverStored,
    forForgeInstallation: () => {
      throw new Error(NOTHING_STORED)
    },
  }
}

const NOTHING_STORED = 'nothing is stored or listed through atlassian-connect-express'

function neverStored(): Promise<never> {
  return Promise.reject(new Error(NOTHING_STORED))
}

function infoOf(
  tenant: Tenant | undefined,
): Pick<ClientInfo, 'key' | 'clientKey' | 'sharedSecret' | 'baseUrl'> | null {
  if (tenant?.sharedSecret === undefined || tenant.status === 'suspect') return null
  return {
    key: tenant.appKey,
    clientKey: tenant.clientKey,
    sharedSecret: tenant.sharedSecret.reveal(),
    baseUrl: tenant.baseUrl,
  }
}
