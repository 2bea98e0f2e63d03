import { crowdSiteOf, type Crowd } from '../identity/sign-on/crowd.ts'
import { isSameUser } from '../identity/user-name.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Tenant } from '../tenants/tenant.ts'
import type { ProductApi } from './product-api.ts'

const GROUPS_FOUND_MAX = 20

/**
 * The same questions, where a Data Center site answers them otherwise: no app of ours is installed there that
 * could ask the product. Who administers its rules is for the operator to say, and groups are Crowd's.
 */
export function withDataCenter(
  cloud: ProductApi,
  crowd: Pick<Crowd, 'nestedGroups' | 'searchGroups'>,
): ProductApi {
  return {
    isProductAdmin(tenant, accountId) {
      const { dataCenter } = tenant
      if (dataCenter === undefined) return cloud.isProductAdmin(tenant, accountId)
      return Promise.resolve(dataCenter.admins.some((each) => isSameUser(each, accountId)))
    },
    readAccountState(tenant, accountId) {
      if (tenant.dataCenter === undefined) return cloud.readAccountState(tenant, accountId)
      return Promise.reject(unasked('whether accounts are active'))
    },
    findAccountsByEmail(tenant, email) {
      if (tenant.dataCenter === undefined) return cloud.findAccountsByEmail(tenant, email)
      // Whoever may write addresses there would choose whom others are.
      return Promise.reject(unasked('e-mail addresses'))
    },
    async accountGroups(tenant, accountId) {
      if (tenant.dataCenter === undefined) return cloud.accountGroups(tenant, accountId)
      return await crowd.nestedGroups(crowdOf(tenant), accountId)
    },
    async searchGroups(tenant, query) {
      if (tenant.dataCenter === undefined) return cloud.searchGroups(tenant, query)
      const names = await crowd.searchGroups(crowdOf(tenant), query, GROUPS_FOUND_MAX)
      return names.map((name) => ({ groupId: name, name }))
    },
  }
}

function crowdOf(tenant: Tenant) {
  if (tenant.dataCenter?.crowd !== undefined) return crowdSiteOf(tenant)
  throw new Refusal('crowd/unavailable', { detail: 'the site was entered without Crowd' })
}

function unasked(what: string): Refusal {
  return new Refusal('account/unknown', { detail: `Data Center is not asked for ${what}` })
}
