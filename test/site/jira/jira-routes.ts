import type { ApiRoute } from '../api/api-call.ts'
import { addonRoutes } from '../upm/addon-routes.ts'
import { upmRoutes } from '../upm/upm-routes.ts'
import { probeRoutes } from '../probes/probe-routes.ts'
import { attachmentRoutes } from './attachment-routes.ts'
import { commentRoutes } from './comment-routes.ts'
import { groupRoutes } from './group-routes.ts'
import { issueRoutes } from './issue-routes.ts'
import type { ApiVersion } from './issue-json.ts'
import { permissionRoutes } from './permission-routes.ts'
import { projectRoutes } from './project-routes.ts'
import { searchRoutes } from './search-routes.ts'
import { serverInfoRoutes } from './server-info-routes.ts'
import { userRoutes } from './user-routes.ts'

function versionRoutes(version: ApiVersion): readonly ApiRoute[] {
  return [
    ...serverInfoRoutes(version),
    ...userRoutes(version),
    ...groupRoutes(version),
    ...permissionRoutes(version),
    ...projectRoutes(version),
    ...issueRoutes(version),
    ...commentRoutes(version),
    ...attachmentRoutes(version),
    ...searchRoutes(version),
    ...probeRoutes(`/rest/api/${version}`),
  ]
}

/** Jira's REST API in both living versions, and what every product offers to apps. */
export const jiraRoutes: readonly ApiRoute[] = [
  ...versionRoutes('2'),
  ...versionRoutes('3'),
  ...addonRoutes('jira'),
  ...upmRoutes('jira'),
]
