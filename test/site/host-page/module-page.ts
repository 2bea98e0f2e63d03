import type { Product } from '../access/scopes.ts'
import { refuse } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { framedModules } from '../install/descriptor-modules.ts'
import { installationOf } from '../site-state.ts'
import type { SiteState } from '../site-state.ts'
import { isShown } from './conditions.ts'
import { escapeHtml, jsonBlock } from './escape-html.ts'
import { frameOf } from './framed-module.ts'
import { pageFrame } from './page-frame.ts'
import { visitorOf } from './visitor.ts'

const sandbox = [
  'allow-downloads allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox',
  'allow-scripts allow-same-origin allow-top-navigation-by-user-activation',
].join(' ')

function customVariables(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query].filter(([name]) => name.startsWith('ac.')))
}

/** The product page that frames a module of an app for the person who looks at it. */
export function modulePage(
  site: SiteState,
  exchange: Exchange,
  product: Product,
  appKey: string,
  moduleKey: string,
): Reply {
  const visitor = visitorOf(site, exchange)
  const { account } = visitor
  exchange.entry.actingAs = account?.accountId ?? 'anonymous'
  const record = installationOf(site, product, appKey)
  const declared =
    record?.state === 'enabled'
      ? framedModules(record.descriptor).find(({ module }) => module.key === moduleKey)
      : undefined
  if (record === undefined || declared === undefined) {
    const page = pageFrame(site, visitor, 'Page not found', '<p>No enabled app has it.</p>', 404)
    return refuse(exchange, 'unknown-module', page)
  }
  if (!isShown(declared, account) && !exchange.query.has('ignore-conditions')) {
    const text = '<p class="notice">This page is not available to you.</p>'
    return refuse(exchange, 'not-shown', pageFrame(site, visitor, 'Not available', text, 403))
  }
  const { module } = declared
  const config = {
    session: site.hostSessions.open({ installation: record, account, moduleKey }),
    appKey,
    appOrigin: new URL(record.descriptor.baseUrl).origin,
    contextPath: product === 'confluence' ? '/wiki' : '',
    as: visitor.as,
    accountId: account?.accountId ?? null,
    locale: account?.locale ?? 'en_US',
    timeZone: account?.timeZone ?? 'UTC',
    context: { [product]: {} },
    location: { addonKey: appKey, moduleKey },
    sandbox,
    frame: frameOf(site, record, module, account, customVariables(exchange.query)),
  }
  const title = module.name?.value ?? module.key
  const content = `<div id="app" data-module="${escapeHtml(moduleKey)}"></div>
<script type="application/json" id="stand-in-config">${jsonBlock(config)}</script>
<script type="module" src="/stand-in/assets/host.js"></script>`
  return pageFrame(site, visitor, title, content)
}
