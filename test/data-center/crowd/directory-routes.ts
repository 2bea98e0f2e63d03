import { json } from '../../site/http/reply.ts'
import type { Reply } from '../../site/http/reply.ts'
import { textAt } from '../http/members.ts'
import { crowdError, unknownUser } from './crowd-call.ts'
import type { CrowdCall, CrowdRoute } from './crowd-call.ts'
import { passwordOf } from './crowd-state.ts'
import { readRestriction } from './read-restriction.ts'

function pageOf(names: readonly string[], query: URLSearchParams): readonly { name: string }[] {
  const start = Number(query.get('start-index') ?? '0')
  const size = Number(query.get('max-results') ?? '1000')
  return names.slice(start, start + size).map((name) => ({ name }))
}

function user({ crowd, query }: CrowdCall): Reply {
  const name = query.get('username') ?? ''
  if (!crowd.directory.hasUser(name)) return unknownUser(name)
  return json(200, { name, active: true, 'display-name': name, email: `${name}@example.com` })
}

function authenticate({ crowd, query, body }: CrowdCall): Reply {
  const name = query.get('username') ?? ''
  if (crowd.directory.hasUser(name) && textAt(body, 'value') === passwordOf(name)) {
    return json(200, { name, active: true })
  }
  const message = `Failed to authenticate principal, password was invalid`
  return crowdError(400, 'INVALID_USER_AUTHENTICATION', message)
}

function nestedGroups({ crowd, query }: CrowdCall): Reply {
  const name = query.get('username') ?? ''
  if (!crowd.directory.hasUser(name)) return unknownUser(name)
  const groups = pageOf(crowd.directory.nestedGroupsOf(name), query)
  return json(200, { expand: 'group', groups })
}

function search({ crowd, query }: CrowdCall): Reply {
  const fits = readRestriction(query.get('restriction') ?? '')
  if (query.get('entity-type') !== 'group' || fits === undefined) {
    return crowdError(400, 'ILLEGAL_ARGUMENT', 'The stand-in finds groups by name only')
  }
  const groups = pageOf(crowd.directory.groupNames().filter(fits), query)
  return json(200, { expand: 'group', groups })
}

/** The same question with its restriction in the body; of restrictions only "the name contains" is known. */
function searchByBody({ crowd, query, body }: CrowdCall): Reply {
  const isByName =
    textAt(body, 'restriction-type') === 'property-search-restriction' &&
    textAt(body, 'match-mode') === 'CONTAINS'
  if (query.get('entity-type') !== 'group' || !isByName) {
    return crowdError(400, 'ILLEGAL_ARGUMENT', 'The stand-in finds groups by name only')
  }
  const value = (textAt(body, 'value') ?? '').toLowerCase()
  const names = crowd.directory.groupNames().filter((name) => name.toLowerCase().includes(value))
  return json(200, { expand: 'group', groups: pageOf(names, query) })
}

/** Users, their passwords, and their groups. */
export const directoryRoutes: readonly CrowdRoute[] = [
  { method: 'GET', path: '/user', serve: user },
  { method: 'POST', path: '/authentication', serve: authenticate },
  { method: 'GET', path: '/user/group/nested', serve: nestedGroups },
  { method: 'GET', path: '/search', serve: search },
  { method: 'POST', path: '/search', serve: searchByBody },
  { method: 'GET', path: '/config/cookie', serve: ({ crowd }) => json(200, crowd.cookieConfig) },
]
