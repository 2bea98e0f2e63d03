import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { gatewayAddress } from '../../present-api-access.ts'
import { wordsOf } from '../../product-words.ts'
import { sentForm } from '../../rules/sent-form.ts'
import { createEventsLink } from '../events/events-link.ts'
import { createParts } from './parts.ts'
import { periodIn, spanOf, type Period } from './period.ts'
import { presentSummary } from './present-summary.ts'
import { END_SIGN_ONS } from './present-sign-on.ts'
import { presentState } from './present-state.ts'
import { readState } from './read-state.ts'
import { readSummary } from './read-summary.ts'

const ENDED = 'All sign-on sessions have ended. The next call of each browser begins a new one.'

/** What goes on: the first that an administrator sees. */
export function createSummaryTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { clock, product, settings } = deps

  async function panelFor({ tenant }: Person, period: Period): Promise<object> {
    const now = clock.now()
    const span = spanOf(period, now)
    const parts = createParts(deps.log)
    const [state, summary] = await Promise.all([
      readState(deps, tenant, tools.root, parts),
      readSummary(deps, tenant, { span, stepMs: period.stepMs }, parts),
    ])
    const link = createEventsLink(tools.root)
    const { root, actions: action } = tools
    return {
      ...presentState(state, summary, { root, now, link }),
      ...presentSummary({ summary, period, span, now, action, link }),
      unread: listed(parts.unread()),
      personPath: wordsOf(product).personPath,
      productName: wordsOf(product).name,
      gateway: gatewayAddress(tenant, settings),
    }
  }

  async function change(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    await tools.send(res, await panelFor(admin, periodIn(sentForm(req.body).text('period'))))
  }

  async function endSignOns(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const { tenant, accountId: actor } = admin
    if (tenant.dataCenter?.crowd === undefined) {
      throw new Refusal('request/not-found', { detail: 'the site has no Crowd' })
    }
    await deps.signOn.endSessions(tenant.id, undefined, { actor, requestId: requestIdOf(res) })
    await tools.send(res, await panelFor(admin, periodIn('')), { notice: ENDED })
  }

  return {
    id: 'summary',
    title: 'Overview',
    present: (admin) => panelFor(admin, periodIn('')),
    actions: [
      { path: '', handle: change },
      { path: END_SIGN_ONS, handle: endSignOns },
    ],
  }
}

function listed(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.join(', ')
}
