import type { Request, Response } from 'express'
import type { Person } from '../../identity/person.ts'
import { Refusal } from '../../lib/refusal.ts'
import { adminOf } from '../admin-of.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from '../page-room.ts'
import { presentFrame } from '../present-page.ts'
import { createAccessTab } from './access/access-tab.ts'
import { createGroupsTab } from './groups/groups-tab.ts'
import { createLimitsTab } from './limits/limits-tab.ts'
import { createNetworksTab } from './networks/networks-tab.ts'
import type { RulesTab, TabAction, TabTold, TabTools } from './rules-tab.ts'
import { createSwitchesTab } from './switches/switches-tab.ts'
import { createTokensTab } from './tokens/tokens-tab.ts'
import { createVersionsTab } from './versions/versions-tab.ts'

/** The page for administrators about all that is decided for their tenant, a tab for each part. */
export interface RulesPage {
  readonly show: PageHandler
  /** Opens the tab that the address names. */
  readonly open: PageHandler
  /** What the tabs do, with paths below the page's own. */
  readonly actions: readonly TabAction[]
}

// In the order in which they are shown; the first is open when the page is.
const TABS = [
  createAccessTab,
  createGroupsTab,
  createNetworksTab,
  createLimitsTab,
  createTokensTab,
  createSwitchesTab,
  createVersionsTab,
]
const TAB_IDS = ['access', 'groups', 'networks', 'limits', 'tokens', 'switches', 'versions']

export function createRulesPage(deps: PagesDeps, tools: PageTools): RulesPage {
  const { settings } = deps
  const root = `${tools.root}/rules`
  const tabs: readonly RulesTab[] = TABS.map((createTab, at) => createTab(deps, toolsFor(at)))

  function toolsFor(at: number): TabTools {
    const id = TAB_IDS[at] ?? ''
    return {
      ...tools,
      actions: `${root}/${id}`,
      send: (res, panel, told) => sendTab(res, id, panel, told),
    }
  }

  async function show(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const model = {
      ...presentFrame('Gatehouse rules', deps.product, settings, tools.assets),
      rules: modelOf(TAB_IDS[0] ?? '', await presented(tabs[0], admin)),
    }
    sendHtml(res, await tools.views.render('rules', model))
  }

  async function open(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const tab = tabs.find(({ id }) => id === req.params['tab'])
    await sendTab(res, tab?.id ?? '', await presented(tab, admin))
  }

  async function sendTab(res: Response, id: string, panel: object, told: TabTold = {}) {
    const { notice, alert } = told
    const model = { rules: modelOf(id, panel), notice, alert }
    const html = await tools.views.render('fragments/rules-tab', model)
    sendHtml(res, html, alert === undefined ? 200 : 422)
  }

  const modelOf = (current: string, panel: object) => ({
    tabs: tabs.map(({ id, title }) => ({
      id,
      title,
      action: `${root}/${id}`,
      isCurrent: id === current,
    })),
    partial: `rules-${current}`,
    title: tabs.find(({ id }) => id === current)?.title ?? '',
    panel,
  })

  const actions = tabs.flatMap((tab) =>
    tab.actions.map((action) => ({ ...action, path: `/${tab.id}${action.path}` })),
  )
  return { show, open, actions }
}

async function presented(tab: RulesTab | undefined, admin: Person): Promise<object> {
  if (tab === undefined) throw new Refusal('request/not-found', { detail: 'no such tab' })
  return tab.present(admin)
}
