import { z } from 'zod'
import type { AccountState } from '../identity/account-state.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { accountGroups } from './account-groups.ts'
import { findAccountsByEmail, type AccountsFound } from './account-search.ts'
import { searchGroups, type FoundGroup } from './group-search.ts'
import { askProduct, parseReply, type Question, type QuestionDeps } from './product-question.ts'

/** Questions that we ask the product ourselves, as the app. All are bounded in time and size. */
export interface ProductApi {
  /** @throws Refusal `upstream/*` whenever the product does not answer plainly: never a guess */
  isProductAdmin(tenant: Tenant, accountId: string): Promise<boolean>
  /** @throws Refusal `upstream/*` whenever the product does not answer plainly: never a guess */
  readAccountState(tenant: Tenant, accountId: string): Promise<AccountState>
  /**
   * Active accounts of people with exactly this e-mail address; see `account-search.ts`.
   * @throws Refusal `account/unknown` where the product cannot be asked that; `upstream/*` as above
   */
  findAccountsByEmail(tenant: Tenant, email: string): Promise<AccountsFound>
  /**
   * Ids of all groups that an account is in; see `account-groups.ts`.
   * @throws Refusal `upstream/*` as above, and for an account in more groups than are read
   */
  accountGroups(tenant: Tenant, accountId: string): Promise<readonly string[]>
  /** Groups whose names have this in them; see `group-search.ts`. @throws Refusal `upstream/*` as above */
  searchGroups(tenant: Tenant, query: string): Promise<readonly FoundGroup[]>
}

const grantedPermissions = z.object({ globalPermissions: z.array(z.string()) })

const operations = z.object({
  operations: z.array(z.object({ operation: z.string(), targetType: z.string() })),
})

const jiraAccount = z.object({ active: z.boolean() })

// Confluence's first API does not say whether an account is active; the look-up of version 2 does,
// and leaves out whom it does not know (Atlassian's description of `POST /users-bulk`).
const confluenceAccounts = z.object({
  results: z.array(z.object({ accountId: z.string(), accountStatus: z.string() })),
})

export function createProductApi(deps: QuestionDeps): ProductApi {
  const ask = (tenant: Tenant, question: Question) => askProduct(deps, tenant, question)

  return {
    async isProductAdmin(tenant, accountId) {
      switch (tenant.product) {
        case 'jira': {
          const json = { accountId, globalPermissions: ['ADMINISTER'] }
          const path = '/rest/api/3/permissions/check'
          const reply = await ask(tenant, { method: 'POST', path, json })
          const { globalPermissions } = parseReply(grantedPermissions, reply)
          return globalPermissions.includes('ADMINISTER')
        }
        case 'confluence': {
          const query = `accountId=${encodeURIComponent(accountId)}&expand=operations`
          const reply = await ask(tenant, { method: 'GET', path: '/rest/api/user', query })
          return parseReply(operations, reply).operations.some(
            (each) => each.operation === 'administer' && each.targetType === 'application',
          )
        }
      }
    },
    async readAccountState(tenant, accountId) {
      switch (tenant.product) {
        case 'jira': {
          const query = `accountId=${encodeURIComponent(accountId)}`
          const reply = await ask(tenant, { method: 'GET', path: '/rest/api/3/user', query })
          if (reply.kind === 'none') return 'closed'
          return parseReply(jiraAccount, reply).active ? 'active' : 'inactive'
        }
        case 'confluence': {
          const json = { accountIds: [accountId] }
          const reply = await ask(tenant, { method: 'POST', path: '/api/v2/users-bulk', json })
          const { results } = parseReply(confluenceAccounts, reply)
          return stateIn(results.find((each) => each.accountId === accountId)?.accountStatus)
        }
      }
    },
    findAccountsByEmail: (tenant, email) => findAccountsByEmail(deps, tenant, email),
    accountGroups: (tenant, accountId) => accountGroups(deps, tenant, accountId),
    searchGroups: (tenant, query) => searchGroups(deps, tenant, query),
  }
}

// `unknown` and words of the future count as inactive: only a plain "active" keeps tokens alive.
function stateIn(accountStatus: string | undefined): AccountState {
  if (accountStatus === 'active') return 'active'
  return accountStatus === undefined || accountStatus === 'closed' ? 'closed' : 'inactive'
}
