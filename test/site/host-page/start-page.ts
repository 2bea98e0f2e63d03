import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import type { InstallationRecord } from '../install/installation-record.ts'
import type { SiteState } from '../site-state.ts'
import { escapeHtml } from './escape-html.ts'
import { actionNames } from './start-actions.ts'
import { pageFrame } from './page-frame.ts'
import { visitorOf } from './visitor.ts'

function actionForms(record: InstallationRecord): string {
  return actionNames
    .map(
      (action) =>
        `<form method="post" action="/stand-in/actions/${action}">
<input type="hidden" name="clientKey" value="${escapeHtml(record.clientKey)}">
<input type="hidden" name="appKey" value="${escapeHtml(record.appKey)}"><button>${action}</button></form>`,
    )
    .join(' ')
}

function row(record: InstallationRecord): string {
  const { product, appKey, descriptor, state, clientKey } = record
  return `<tr><td>${product}</td><td>${escapeHtml(descriptor.name)}<br><code>${escapeHtml(appKey)}</code></td>
<td>${state}<br><code>${escapeHtml(clientKey)}</code></td><td>${actionForms(record)}</td></tr>`
}

/** Where a person starts: install an app, act on those installed, and the links to their pages beside it. */
export function startPage(site: SiteState, exchange: Exchange): Reply {
  const message = exchange.query.get('message')
  const notice = message === null ? '' : `<p class="notice">${escapeHtml(message)}</p>`
  const rows = site.installations.map(row).join('')
  const content = `${notice}<form method="post" action="/stand-in/install">
<label>Descriptor <input name="descriptor" type="url" size="60" required></label>
<select name="product" aria-label="Product"><option>jira</option><option>confluence</option></select>
<button>Install</button></form>
<table><thead><tr><th>Product</th><th>App</th><th>State</th><th>Lifecycle</th></tr></thead><tbody>${rows}</tbody></table>`
  return pageFrame(site, visitorOf(site, exchange), 'Installed apps', content)
}
