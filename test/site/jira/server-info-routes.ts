import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import type { ApiVersion } from './issue-json.ts'

function serverInfo({ site }: ApiCall): Reply {
  return json(200, {
    baseUrl: site.origin,
    displayUrl: site.origin,
    displayUrlServicedeskHelpCenter: site.origin,
    displayUrlConfluence: `${site.origin}/wiki`,
    version: '1001.0.0-SNAPSHOT',
    versionNumbers: [1001, 0, 0],
    deploymentType: 'Cloud',
    buildNumber: 100272,
    buildDate: '2026-01-05T00:00:00.000+0000',
    serverTime: new Date(site.world.now()).toISOString().replace('Z', '+0000'),
    scmInfo: 'stand-in',
    serverTitle: `Jira of ${site.name}`,
    defaultLocale: { locale: 'en_US' },
  })
}

/** What the instance says of itself, to anybody. */
export function serverInfoRoutes(version: ApiVersion): readonly ApiRoute[] {
  const path = `/rest/api/${version}/serverInfo`
  return [{ method: 'GET', path, login: 'anyone', handle: serverInfo }]
}
