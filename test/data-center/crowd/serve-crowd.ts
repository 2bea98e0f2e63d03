import { empty, html, text } from '../../site/http/reply.ts'
import type { Answer, Reply } from '../../site/http/reply.ts'
import { readSegments } from '../../site/http/request-path.ts'
import { findRoute } from '../../site/http/route-table.ts'
import { readBasic } from '../http/credentials.ts'
import { parseJson } from '../http/members.ts'
import type { Received } from '../http/received.ts'
import { withCrowdFaults } from './crowd-faults.ts'
import type { CrowdApplication, CrowdState } from './crowd-state.ts'
import { directoryRoutes } from './directory-routes.ts'
import { sessionRoutes } from './session-routes.ts'

/** Below the server's root. */
const restRoot = '/crowd/rest/usermanagement/1'
const routes = [...sessionRoutes, ...directoryRoutes]

function applicationOf(crowd: CrowdState, request: Received): CrowdApplication | undefined {
  const credentials = readBasic(request.headers.authorization)
  const application = crowd.applications.get(credentials?.name ?? '')
  return application?.password === credentials?.password ? application : undefined
}

/** The password first, then the address it came from. */
function refusalOf(application: CrowdApplication | undefined, peer: string): Reply | undefined {
  if (application === undefined) {
    const challenge = { 'www-authenticate': 'Basic realm="Crowd REST Service"' }
    return text(401, 'Application failed to authenticate', challenge)
  }
  if (application.remoteAddresses.includes(peer)) return undefined
  return html(403, `Client with address &quot;${peer}&quot; is forbidden from making requests.`)
}

function answer(crowd: CrowdState, request: Received, body: unknown): Answer {
  const isBelow = request.path.startsWith(`${restRoot}/`)
  const segments = isBelow ? readSegments(request.path.slice(restRoot.length)) : []
  if (segments === undefined) return text(400, 'The request URI is improperly formed')
  const found = findRoute(routes, request.method, segments)
  if (found.kind === 'unknown') return empty(404)
  if (found.kind === 'method-not-allowed') return empty(405, { allow: found.allow.join(', ') })
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '')
  if (request.method === 'POST' && !isJson) return empty(415)
  const restUrl = `http://${request.headers.host ?? ''}${restRoot}`
  const { parameters, route } = found
  return route.serve({ crowd, parameters, query: request.query, body, restUrl })
}

/** Everything is logged before it is judged, so that no request goes unseen. */
export async function serveCrowd(crowd: CrowdState, request: Received): Promise<Answer> {
  const application = applicationOf(crowd, request)
  const refusal = refusalOf(application, request.peer)
  const body = parseJson(request.body)
  crowd.requests.push({
    method: request.method,
    url: request.url,
    application: application?.name,
    isAuthorized: refusal === undefined,
    body,
  })
  return withCrowdFaults(crowd.faults, request, () => refusal ?? answer(crowd, request, body))
}
