import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { wordsOf } from '../../product-words.ts'
import type { QuestionModel } from '../../rules/present-question.ts'
import { sentForm } from '../../rules/sent-form.ts'
import { knownNames } from '../events/caller-words.ts'
import { createEventsLink } from '../events/events-link.ts'
import { createEnforcing } from './enforcing.ts'
import { presentShadowRule, type ShadowRuleModel } from './present-shadow-rule.ts'
import { spanOfDays } from './shadow-days.ts'
import { shadowRulesOf } from './shadow-rules.ts'
import { watchedSince } from './watched-since.ts'

/** Rules that are only watched, with what they would have done. */
interface ShadowPanel {
  readonly rules: readonly ShadowRuleModel[]
  readonly isEmpty: boolean
  readonly periods: readonly { readonly days: string; readonly isCurrent: boolean }[]
  readonly action: string
  readonly personPath: string
  readonly question: QuestionModel | undefined
}

const PERIODS = [7, 30] as const
const [USUAL] = PERIODS

/** What rules in shadow would have done, and the way out of shadow for them. */
export function createShadowTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { reader, policies, clock, product } = deps
  const action = `${tools.actions}/days`

  async function panelFor(
    { tenant }: Pick<Person, 'tenant'>,
    days: number,
    question?: QuestionModel,
  ): Promise<ShadowPanel> {
    const now = clock.now()
    const span = spanOfDays(days, now)
    const rules = shadowRulesOf((await policies.read(tenant.id)).document)
    const [findings, since, names] = await Promise.all([
      rules.length === 0 ? [] : reader.shadowFindings(tenant.id, span),
      watchedSince(reader, tenant.id, rules),
      knownNames(deps, tenant.id),
    ])
    const link = createEventsLink(tools.root)
    const view = { span, names, now, actions: tools.actions, link, since }
    return {
      rules: rules.map((rule) => presentShadowRule(rule, findings, view)),
      isEmpty: rules.length === 0,
      periods: PERIODS.map((each) => ({ days: String(each), isCurrent: each === days })),
      action,
      personPath: wordsOf(product).personPath,
      question,
    }
  }

  async function choose(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const wanted = sentForm(req.body).text('days')
    const days = PERIODS.find((each) => String(each) === wanted) ?? USUAL
    await tools.send(res, await panelFor(admin, days))
  }

  const enforcing = createEnforcing(deps, tools, (admin, question) =>
    panelFor(admin, USUAL, question),
  )
  return {
    id: 'shadow',
    title: 'Shadow',
    present: (admin) => panelFor(admin, USUAL),
    actions: [{ path: '/days', handle: choose }, ...enforcing],
  }
}
