import { html } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import { framedModules } from '../install/descriptor-modules.ts'
import type { InstallationRecord } from '../install/installation-record.ts'
import type { SiteState } from '../site-state.ts'
import { isShown } from './conditions.ts'
import { escapeHtml } from './escape-html.ts'
import type { Visitor } from './visitor.ts'

/** Address of the product page that frames the module. */
function modulePath(record: InstallationRecord, moduleKey: string, visitor: Visitor): string {
  const context = record.product === 'confluence' ? '/wiki' : ''
  const query = new URLSearchParams({ as: visitor.as, theme: visitor.colorMode })
  return `${context}/plugins/servlet/ac/${record.appKey}/${moduleKey}?${query.toString()}`
}

function appLinks(site: SiteState, visitor: Visitor): string {
  return site.installations
    .filter(({ state }) => state === 'enabled')
    .map((record) => {
      const links = framedModules(record.descriptor)
        .filter((declared) => declared.kind !== 'dialogs' && isShown(declared, visitor.account))
        .map(({ module }) => {
          const href = escapeHtml(modulePath(record, module.key, visitor))
          return `<a href="${href}">${escapeHtml(module.name?.value ?? module.key)}</a>`
        })
      const product = record.product === 'jira' ? 'Jira' : 'Confluence'
      return `<h2>${product}: ${escapeHtml(record.descriptor.name)}</h2>${links.join('')}`
    })
    .join('')
}

function peopleForm(site: SiteState, visitor: Visitor): string {
  const options = [...site.persons.map(({ name }) => name), 'anonymous']
    .map((name) => {
      const selected = name === visitor.as ? ' selected' : ''
      return `<option${selected}>${escapeHtml(name)}</option>`
    })
    .join('')
  return `<form><label>Logged in as <select name="as">${options}</select></label>
    <input type="hidden" name="theme" value="${visitor.colorMode}"><button>Switch</button></form>`
}

/** The product's page around some content: top bar, sidebar, nothing more than makes it look lived in. */
export function pageFrame(
  site: SiteState,
  visitor: Visitor,
  title: string,
  content: string,
  status = 200,
): Reply {
  const page = `<!doctype html>
<html lang="en" data-color-mode="${visitor.colorMode}">
<head><meta charset="utf-8"><title>${escapeHtml(title)} – ${escapeHtml(site.name)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/stand-in/avatar/icon"><link rel="stylesheet" href="/stand-in/assets/host.css">
<script type="module" src="/stand-in/assets/theme.js"></script></head>
<body><header><strong>${escapeHtml(site.name)}</strong><span>stand-in site</span><span class="spacer"></span>
${peopleForm(site, visitor)}<button type="button" id="theme-switch">Light / dark</button></header>
<div class="layout"><nav class="side" aria-label="Apps"><a href="/stand-in?as=${visitor.as}">Start</a>
<a href="/stand-in/log">Log</a>${appLinks(site, visitor)}</nav>
<main><h1>${escapeHtml(title)}</h1>${content}</main></div><div id="flags"></div></body></html>`
  return html(status, page, {
    'content-security-policy':
      "default-src 'self'; frame-src http: https:; base-uri 'none'; frame-ancestors 'none'",
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cache-control': 'no-store',
  })
}
