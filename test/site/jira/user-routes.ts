import { ApiFailure } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { pageOf } from '../api/page-of.ts'
import { json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import type { Account } from '../people/account.ts'
import { accountsOf } from '../site-state.ts'
import type { ApiVersion } from './issue-json.ts'
import { groupJson, userJson } from './user-json.ts'

function listOf<T>(items: readonly T[]): { size: number; items: readonly T[] } {
  return { size: items.length, items }
}

function myself(call: ApiCall): Reply {
  const { account, site, query } = call
  if (account === undefined) throw new ApiFailure(401, 'Login required.')
  const expand = query.get('expand') ?? ''
  const groups = [...account.groups].map((name) => groupJson(site, name))
  return json(200, {
    ...userJson(site, account, account),
    ...(expand.includes('groups') ? { groups: listOf(groups) } : {}),
    ...(expand.includes('applicationRoles')
      ? { applicationRoles: listOf([{ key: 'jira-software', name: 'Jira Software' }]) }
      : {}),
    expand: 'groups,applicationRoles',
  })
}

function findAccount(call: ApiCall): Account {
  const accountId = call.query.get('accountId')
  if (accountId === null) {
    throw new ApiFailure(400, 'The query parameter accountId must be provided.')
  }
  const account = accountsOf(call.site).find((one) => one.accountId === accountId)
  if (account !== undefined) return account
  throw new ApiFailure(404, 'Specified user does not exist or you do not have required permissions')
}

function getUser(call: ApiCall): Reply {
  return json(200, userJson(call.site, findAccount(call), call.account))
}

function searchUsers(call: ApiCall): Reply {
  const { query, site, account } = call
  if (account === undefined) return json(200, [])
  const accountId = query.get('accountId')
  const sought = query.get('query')?.toLowerCase()
  if (accountId === null && sought === undefined) {
    throw new ApiFailure(400, 'At least one of query, accountId or property must be given.')
  }
  const found = site.persons.filter((one) => {
    if (!one.active || one.closed) return false
    if (sought === undefined) return one.accountId === accountId
    return [one.displayName, one.email].some((value) => value.toLowerCase().startsWith(sought))
  })
  return json(
    200,
    pageOf(found, query).values.map((one) => userJson(site, one, account)),
  )
}

function bulkUsers(call: ApiCall): Reply {
  const ids = call.query.getAll('accountId')
  const found = accountsOf(call.site).filter(({ accountId }) => ids.includes(accountId))
  const page = pageOf(found, call.query, 10)
  const values = page.values.map((one) => userJson(call.site, one, call.account))
  return json(200, { self: `${call.site.origin}${call.exchange.target}`, ...page, values })
}

function userGroups(call: ApiCall): Reply {
  return json(
    200,
    [...findAccount(call).groups].map((name) => groupJson(call.site, name)),
  )
}

/** The caller, other users, and who is in which group. */
export function userRoutes(version: ApiVersion): readonly ApiRoute[] {
  const path = `/rest/api/${version}`
  return [
    { method: 'GET', path: `${path}/myself`, handle: myself },
    { method: 'GET', path: `${path}/user`, handle: getUser },
    { method: 'GET', path: `${path}/user/search`, login: 'anyone', handle: searchUsers },
    { method: 'GET', path: `${path}/user/bulk`, handle: bulkUsers },
    { method: 'GET', path: `${path}/user/groups`, handle: userGroups },
  ]
}
