import { logEntryJson } from '../log/log-json.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, redirect } from '../http/reply.ts'
import type { Answer } from '../http/reply.ts'
import type { SiteState } from '../site-state.ts'
import { serveAsset, serveAvatar } from './assets.ts'
import { serveBridge } from './bridge-handler.ts'
import { escapeHtml } from './escape-html.ts'
import { modulePage } from './module-page.ts'
import { pageFrame } from './page-frame.ts'
import { startAction } from './start-actions.ts'
import { startPage } from './start-page.ts'
import { visitorOf } from './visitor.ts'

async function serveStandIn(
  site: SiteState,
  exchange: Exchange,
  rest: readonly string[],
): Promise<Answer | undefined> {
  const [area, name] = rest
  if (exchange.method === 'POST') {
    if (area === 'bridge') return serveBridge(site, exchange, name)
    if (area === 'install') return startAction(site, exchange, 'install')
    if (area === 'actions' && name !== undefined) return startAction(site, exchange, name)
    return undefined
  }
  if (area === undefined) return startPage(site, exchange)
  if (area === 'log') return json(200, site.world.log.entries.map(logEntryJson))
  if (area === 'assets' && name !== undefined) return serveAsset(exchange, name)
  if (area === 'avatar') return serveAvatar()
  if (area !== 'elsewhere') return undefined
  const target = escapeHtml(exchange.query.get('target') ?? '')
  const context = escapeHtml(exchange.query.get('context') ?? '')
  const content = `<p>The product would now show <b>${target}</b> <code>${context}</code>.</p>`
  return pageFrame(site, visitorOf(site, exchange), 'Elsewhere in the product', content)
}

/** The site's own pages; undefined leaves the request to the REST API. */
export async function serveHostPage(
  site: SiteState,
  exchange: Exchange,
  segments: readonly string[],
): Promise<Answer | undefined> {
  const [first] = segments
  if (exchange.path === '/' && exchange.method === 'GET') return redirect(302, '/stand-in')
  if (first === 'stand-in') return serveStandIn(site, exchange, segments.slice(1))
  const isConfluence = first === 'wiki'
  const [plugins, servlet, ac, appKey, moduleKey] = isConfluence ? segments.slice(1) : segments
  if ([plugins, servlet, ac].join('/') !== 'plugins/servlet/ac') return undefined
  if (exchange.method !== 'GET' || appKey === undefined || moduleKey === undefined) return undefined
  const product = isConfluence ? 'confluence' : 'jira'
  return modulePage(site, exchange, product, appKey, moduleKey)
}
