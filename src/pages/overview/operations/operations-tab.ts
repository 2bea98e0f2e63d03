import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { deprecatedUse } from '../../../policy/catalogue/sunset-radar.ts'
import { adminOf } from '../../admin-of.ts'
import { sendHtml, type PagesDeps } from '../../page-room.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { wordsOf } from '../../product-words.ts'
import { knownNames } from '../events/caller-words.ts'
import { createEventsLink } from '../events/events-link.ts'
import { EVERY_OPERATION, readOperationForm } from './operation-form.ts'
import { presentOperationList, presentOperationSearch } from './present-operations.ts'
import { presentRadar } from './present-radar.ts'

const DAYS_30_MS = 30 * 24 * 60 * 60 * 1_000

/** What the product can be asked for, and who asks for what it is to take away. */
export function createOperationsTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { product, appScopes, reader, clock } = deps
  const linkTo = createEventsLink(tools.root)
  const view = { product, appScopes, action: `${tools.actions}/search` }

  async function present({ tenant }: Person): Promise<object> {
    const now = clock.now()
    const span = { from: now - DAYS_30_MS, to: now + 1 }
    const [uses, known] = await Promise.all([
      deprecatedUse(reader, tenant, span),
      knownNames(deps, tenant.id),
    ])
    return {
      productName: wordsOf(product).name,
      radar: presentRadar(uses, { product, span, now, known, linkTo }),
      search: presentOperationSearch(view, EVERY_OPERATION),
    }
  }

  async function search(req: Request, res: Response): Promise<void> {
    await adminOf(deps, req)
    const list = presentOperationList(view, readOperationForm(req.body))
    sendHtml(res, await tools.views.render('fragments/overview-operations-found', list))
  }

  return {
    id: 'operations',
    title: 'Operations',
    present,
    actions: [{ path: '/search', handle: search }],
  }
}
