import type { Request, Response } from 'express'
import type { Person } from '../identity/person.ts'
import { Refusal } from '../lib/refusal.ts'
import { adminOf } from './admin-of.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from './page-room.ts'
import type { PageTab, TabAction, TabTold, TabTools } from './page-tab.ts'
import { presentFrame } from './present-page.ts'

/** A page for administrators that is made of tabs. */
export interface TabbedPage {
  readonly show: PageHandler
  /** Opens the tab that the address names. */
  readonly open: PageHandler
  /** What the tabs do, with paths below the page's own. */
  readonly actions: readonly TabAction[]
}

export interface TabbedPageParts {
  /** In addresses, the name of its template, and the beginning of its partials' names: `{id}-{tab}`. */
  readonly id: string
  readonly title: string
  /** What the row of tabs is called for screen readers. */
  readonly label: string
  /** By their ids, in the order in which they are shown; the first is open when the page is. */
  readonly tabs: Readonly<Record<string, (deps: PagesDeps, tools: TabTools) => PageTab>>
}

export function createTabbedPage(
  deps: PagesDeps,
  tools: PageTools,
  { id: page, title, label, tabs: parts }: TabbedPageParts,
): TabbedPage {
  const root = `${tools.root}/${page}`
  const tabs = Object.entries(parts).map(([id, createTab]) => createTab(deps, toolsFor(id)))
  const [first] = tabs

  function toolsFor(id: string): TabTools {
    return {
      ...tools,
      actions: `${root}/${id}`,
      send: (res, panel, told) => sendTab(res, id, panel, told),
    }
  }

  async function show(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const model = {
      ...presentFrame(title, deps, tools.assets, admin.tenant),
      shown: modelOf(first?.id ?? '', await presented(first, admin)),
    }
    sendHtml(res, await tools.views.render(page, model))
  }

  async function open(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const tab = tabs.find(({ id }) => id === req.params['tab'])
    await sendTab(res, tab?.id ?? '', await presented(tab, admin))
  }

  async function sendTab(res: Response, id: string, panel: object, told: TabTold = {}) {
    const { notice, alert } = told
    const model = { shown: modelOf(id, panel), notice, alert }
    const html = await tools.views.render('fragments/tab', model)
    sendHtml(res, html, alert === undefined ? 200 : 422)
  }

  const modelOf = (current: string, panel: object) => ({
    page,
    label,
    tabs: tabs.map(({ id, title: name }) => ({
      id,
      title: name,
      action: `${root}/${id}`,
      isCurrent: id === current,
    })),
    partial: `${page}-${current}`,
    title: tabs.find(({ id }) => id === current)?.title ?? '',
    panel,
  })

  const actions = tabs.flatMap((tab) =>
    tab.actions.map((action) => ({ ...action, path: `/${tab.id}${action.path}` })),
  )
  return { show, open, actions }
}

async function presented(tab: PageTab | undefined, admin: Person): Promise<object> {
  if (tab === undefined) throw new Refusal('request/not-found', { detail: 'no such tab' })
  return tab.present(admin)
}
