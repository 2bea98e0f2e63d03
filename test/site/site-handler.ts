import { confluenceFace, jiraFace } from './access/product-face.ts'
import { serveApi } from './api/serve-api.ts'
import { confluenceRoutes } from './confluence/confluence-routes.ts'
import { faultGate } from './faults/fault-gate.ts'
import { serveHostPage } from './host-page/host-page-handler.ts'
import { edgeGate } from './http/edge-gate.ts'
import type { Handle } from './http/listen.ts'
import { jiraRoutes } from './jira/jira-routes.ts'
import type { SiteState } from './site-state.ts'

/** Everything that one site serves: its own pages first, then the REST API of the product the path names. */
export function siteHandler(site: SiteState): Handle {
  return async (exchange) => {
    // The stand-in's own pages tell about the stand-in; faults are for what the app calls.
    const isOurs = exchange.path === '/' || exchange.path.startsWith('/stand-in')
    const fault = isOurs ? undefined : await faultGate(site.faults, exchange)
    if (fault !== undefined) return fault
    const edge = edgeGate(exchange)
    if ('reply' in edge) return edge.reply
    const page = await serveHostPage(site, exchange, edge.segments)
    if (page !== undefined) return page
    const isConfluence = edge.segments[0] === 'wiki'
    return isConfluence
      ? serveApi(site, confluenceFace, exchange, confluenceRoutes, edge.segments)
      : serveApi(site, jiraFace, exchange, jiraRoutes, edge.segments)
  }
}
