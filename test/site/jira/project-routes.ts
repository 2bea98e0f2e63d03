import { ApiFailure, parameter } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { pageOf } from '../api/page-of.ts'
import { json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import { projectJson } from './issue-json.ts'
import type { ApiVersion } from './issue-json.ts'
import { mayBrowse } from './jira-permissions.ts'
import type { Project } from './jira-store.ts'

function visible(call: ApiCall): readonly Project[] {
  return call.site.jira.projects.filter((project) => mayBrowse(call.site, call.account, project))
}

function searchProjects(call: ApiCall, version: ApiVersion): Reply {
  const sought = (call.query.get('query') ?? '').toLowerCase()
  const found = visible(call).filter(
    ({ key, name }) => key.toLowerCase().includes(sought) || name.toLowerCase().includes(sought),
  )
  const page = pageOf(found, call.query)
  const self = `${call.site.origin}${call.exchange.target}`
  const values = page.values.map((project) => projectJson(call.site, project, version))
  return json(200, { self, ...page, values })
}

function getProject(call: ApiCall, version: ApiVersion): Reply {
  const idOrKey = parameter(call, 'project')
  const project = visible(call).find(({ id, key }) => id === idOrKey || key === idOrKey)
  if (project === undefined)
    throw new ApiFailure(404, `No project could be found with key '${idOrKey}'.`)
  return json(200, projectJson(call.site, project, version))
}

/** Projects, as far as the caller may see them. */
export function projectRoutes(version: ApiVersion): readonly ApiRoute[] {
  const path = `/rest/api/${version}/project`
  return [
    {
      method: 'GET',
      path: `${path}/search`,
      login: 'anyone',
      handle: (call) => searchProjects(call, version),
    },
    {
      method: 'GET',
      path,
      login: 'anyone',
      handle: (call) =>
        json(
          200,
          visible(call).map((one) => projectJson(call.site, one, version)),
        ),
    },
    {
      method: 'GET',
      path: `${path}/:project`,
      login: 'anyone',
      handle: (call) => getProject(call, version),
    },
  ]
}
