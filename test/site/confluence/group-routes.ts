import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import { groupIdOf, groupNames } from '../jira/user-json.ts'
import { startPage } from './paging.ts'

/** The most groups in one answer, whatever was asked for. */
export const GROUPS_MAX = 200

export function groupJson(name: string): Record<string, unknown> {
  return { type: 'group', name, id: groupIdOf(name) }
}

function pickGroups(call: ApiCall): Reply {
  const sought = (call.query.get('query') ?? '').toLowerCase()
  const found = groupNames(call.site).filter((name) => name.toLowerCase().includes(sought))
  return json(200, startPage(call, found, groupJson, GROUPS_MAX))
}

/** Groups by parts of their names. */
export const groupRoutes: readonly ApiRoute[] = [
  { method: 'GET', path: '/wiki/rest/api/group/picker', handle: pickGroups },
]
