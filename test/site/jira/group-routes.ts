import { ApiFailure } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { pageOf } from '../api/page-of.ts'
import { json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import type { ApiVersion } from './issue-json.ts'
import { groupIdOf, groupJson, groupNames, userJson } from './user-json.ts'

function pickGroups(call: ApiCall): Reply {
  const { query } = call
  const fold = (text: string) =>
    query.get('caseInsensitive') === 'true' ? text.toLowerCase() : text
  const sought = fold(query.get('query') ?? '')
  const found = groupNames(call.site).filter((name) => fold(name).includes(sought))
  const groups = pageOf(found, query, 20).values.map((name) => ({
    name,
    html: name,
    groupId: groupIdOf(name),
    labels: [],
    usageType: 'DEFAULT',
  }))
  const header = `Showing ${groups.length} of ${found.length} matching groups`
  return json(200, { header, total: found.length, groups })
}

function bulkGroups(call: ApiCall): Reply {
  const ids = call.query.getAll('groupId')
  const names = call.query.getAll('groupName')
  const found = groupNames(call.site).filter((name) => {
    if (ids.length + names.length === 0) return true
    return ids.includes(groupIdOf(name)) || names.includes(name)
  })
  const page = pageOf(found, call.query)
  const values = page.values.map((name) => ({ name, groupId: groupIdOf(name) }))
  return json(200, { self: `${call.site.origin}${call.exchange.target}`, ...page, values })
}

function groupMembers(call: ApiCall): Reply {
  const { query, site } = call
  const wanted = query.get('groupId') ?? groupIdOf(query.get('groupname') ?? '')
  const name = groupNames(site).find((one) => groupIdOf(one) === wanted)
  if (name === undefined) throw new ApiFailure(404, 'The group was not found.')
  const withInactive = query.get('includeInactiveUsers') === 'true'
  const members = site.persons.filter(
    (one) => one.groups.has(name) && (withInactive || (one.active && !one.closed)),
  )
  const page = pageOf(members, query)
  const values = page.values.map((one) => userJson(site, one, call.account))
  return json(200, { self: groupJson(site, name)['self'], ...page, values })
}

function describeGroup(call: ApiCall): Reply {
  const wanted = call.query.get('groupId')
  const name = groupNames(call.site).find((one) => groupIdOf(one) === wanted)
  if (name === undefined) throw new ApiFailure(404, 'The group was not found.')
  return json(200, groupJson(call.site, name))
}

/** Groups by name and by id. */
export function groupRoutes(version: ApiVersion): readonly ApiRoute[] {
  const path = `/rest/api/${version}`
  return [
    { method: 'GET', path: `${path}/groups/picker`, handle: pickGroups },
    { method: 'GET', path: `${path}/group/bulk`, handle: bulkGroups },
    { method: 'GET', path: `${path}/group/member`, handle: groupMembers },
    { method: 'GET', path: `${path}/group`, handle: describeGroup },
  ]
}
