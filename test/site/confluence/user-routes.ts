import { z } from 'zod'
import { ApiFailure } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { readJson } from '../api/read-json.ts'
import { json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import type { Account } from '../people/account.ts'
import { accountsOf } from '../site-state.ts'
import { administers } from './confluence-permissions.ts'
import { groupJson, GROUPS_MAX } from './group-routes.ts'
import { startPage } from './paging.ts'

function operationsOf(call: ApiCall, account: Account): readonly unknown[] {
  const use = { operation: 'use', targetType: 'application' }
  if (!administers(call.site, account)) return [use]
  return [use, { operation: 'administer', targetType: 'application' }]
}

function userJson(call: ApiCall, account: Account): Record<string, unknown> {
  const { accountId, accountType, displayName, closed } = account
  const shown = closed ? 'Former user' : displayName
  const self = `${call.site.origin}/wiki/rest/api/user?accountId=${encodeURIComponent(accountId)}`
  const expands = (call.query.get('expand') ?? '').split(',')
  return {
    type: 'known',
    accountId,
    accountType,
    email: call.account === account ? account.email : '',
    publicName: shown,
    displayName: shown,
    timeZone: closed ? '' : account.timeZone,
    isExternalCollaborator: false,
    ...(expands.includes('operations') ? { operations: operationsOf(call, account) } : {}),
    profilePicture: { path: '/wiki/aa-avatar', width: 48, height: 48, isDefault: true },
    _expandable: { operations: '', details: '', personalSpace: '' },
    _links: { self, base: `${call.site.origin}/wiki`, context: '/wiki' },
  }
}

function currentUser(call: ApiCall): Reply {
  if (call.account === undefined) throw new ApiFailure(403, 'Not logged in')
  return json(200, userJson(call, call.account))
}

function findAccount(call: ApiCall): Account {
  const accountId = call.query.get('accountId')
  const account = accountsOf(call.site).find((one) => one.accountId === accountId)
  if (account !== undefined) return account
  throw new ApiFailure(404, `No user found with account id : ${String(accountId)}`)
}

function memberOf(call: ApiCall): Reply {
  return json(200, startPage(call, [...findAccount(call).groups], groupJson, GROUPS_MAX))
}

const lookUpSchema = z.object({ accountIds: z.array(z.string()).min(1).max(250) })

// Version 2 alone says whether an account is active; unknown ids are left out of the answer.
async function lookUp(call: ApiCall): Promise<Reply> {
  const { accountIds } = await readJson(call, lookUpSchema)
  const found = accountsOf(call.site).filter(({ accountId }) => accountIds.includes(accountId))
  const results = found.map((account) => ({
    accountId: account.accountId,
    accountType: account.accountType,
    accountStatus: account.closed ? 'closed' : account.active ? 'active' : 'inactive',
    publicName: account.closed ? 'Former user' : account.displayName,
  }))
  return json(200, { results, _links: { base: `${call.site.origin}/wiki` } })
}

/** The caller, other users and their groups. */
export const userRoutes: readonly ApiRoute[] = [
  { method: 'GET', path: '/wiki/rest/api/user/current', handle: currentUser },
  {
    method: 'GET',
    path: '/wiki/rest/api/user',
    handle: (call) => json(200, userJson(call, findAccount(call))),
  },
  { method: 'GET', path: '/wiki/rest/api/user/memberof', handle: memberOf },
  { method: 'POST', path: '/wiki/api/v2/users-bulk', scope: 'READ', handle: lookUp },
]
