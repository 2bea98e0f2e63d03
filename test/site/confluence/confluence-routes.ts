import type { ApiRoute } from '../api/api-call.ts'
import { probeRoutes } from '../probes/probe-routes.ts'
import { addonRoutes } from '../upm/addon-routes.ts'
import { upmRoutes } from '../upm/upm-routes.ts'
import { contentRoutes } from './content-routes.ts'
import { groupRoutes } from './group-routes.ts'
import { pageAttachmentRoutes } from './page-attachment-routes.ts'
import { userRoutes } from './user-routes.ts'
import { versionTwoRoutes } from './version-two-routes.ts'

/** Confluence's REST API in both versions, and what every product offers to apps. */
export const confluenceRoutes: readonly ApiRoute[] = [
  ...userRoutes,
  ...groupRoutes,
  ...contentRoutes,
  ...pageAttachmentRoutes,
  ...versionTwoRoutes,
  ...probeRoutes('/wiki/rest/api'),
  ...addonRoutes('confluence'),
  ...upmRoutes('confluence'),
]
