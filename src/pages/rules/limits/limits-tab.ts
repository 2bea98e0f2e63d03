import type { Request, Response } from 'express'
import { z } from 'zod'
import type { Person } from '../../../identity/person.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import { saveAsking, type Asking, type Question } from '../ask-first.ts'
import { faultWords } from '../place-words.ts'
import { ANSWER } from '../present-question.ts'
import type { PageTab, TabTold, TabTools } from '../../page-tab.ts'
import { savePart, type PartSaving } from '../save-part.ts'
import { sentForm } from '../sent-form.ts'
import { createBudgetEditor } from './budget-editor.ts'
import { createDestructiveEditor } from './destructive-editor.ts'
import {
  presentDestructive,
  type DestructiveFormModel,
  type DestructiveView,
} from './destructive-form.ts'
import { createLimitEditor } from './limit-editor.ts'
import type { LimitFormModel } from './present-limit-form.ts'
import {
  currentBudget,
  presentBudgetForm,
  type BudgetFormModel,
  type BudgetView,
} from './present-budget-form.ts'
import { presentLimits, type LimitListModel } from './present-limits.ts'
import { withLimits } from './save-limit.ts'
import { STARTER_LIMITS } from './starter-limits.ts'

/** The list; or a form instead. */
interface LimitsPanel {
  readonly list: LimitListModel | undefined
  readonly form: LimitFormModel | undefined
  readonly budget: BudgetFormModel
  readonly destructive: DestructiveFormModel
}

/** How far back it is looked what limits in shadow would have refused. */
const SHADOW_MS = 30 * 24 * 60 * 60 * 1000

const brokenForm = z.object({ reads: z.enum(['refused', 'served']) })

/** How often may be called. */
export function createLimitsTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { policies, audit, clock } = deps

  async function panelFor(
    { tenant }: Person,
    question?: Question,
    budgetView?: BudgetView,
    destructiveView?: DestructiveView,
  ): Promise<LimitsPanel> {
    const [{ document }, hits] = await Promise.all([
      policies.read(tenant.id),
      audit.shadowHits(tenant.id, clock.now() - SHADOW_MS),
    ])
    const budget = presentBudgetForm(budgetView ?? currentBudget(document), document, tools.actions)
    const { destructive: limit } = document.limits
    const destructive = presentDestructive(limit, hits, tools.actions, destructiveView)
    const list = presentLimits(document, hits, tools.actions, question)
    return { list, form: undefined, budget, destructive }
  }

  async function showList(res: Response, admin: Person, told: TabTold): Promise<void> {
    await tools.send(res, await panelFor(admin), told)
  }

  async function changed(
    req: Request,
    res: Response,
    change: (document: PolicyDocument) => { readonly document: PolicyDocument; notice: string },
    asking?: Asking,
  ): Promise<void> {
    const admin = await adminOf(deps, req)
    let [notice, before]: [string, PolicyDocument | undefined] = ['', undefined]
    const decide = (document: PolicyDocument): PartSaving => {
      const made = change(document)
      ;[notice, before] = [made.notice, document]
      return { kind: 'saved', document: made.document }
    }
    const saving = await (asking === undefined
      ? savePart(deps, admin, requestIdOf(res), decide)
      : saveAsking(deps, admin, requestIdOf(res), asking, decide))
    if (saving.kind === 'asks') return tools.send(res, await panelFor(admin, saving.question))
    const faults = saving.kind === 'refused' ? saving.faults : []
    const words = faults.map((fault) => (before === undefined ? '' : faultWords(fault, before)))
    await showList(res, admin, saving.kind === 'saved' ? { notice } : { alert: words.join(' ') })
  }

  const remove = (req: Request, res: Response): Promise<void> =>
    changed(req, res, (document) => {
      const { rules } = document.limits
      const limit = rules.find(({ id }) => id === req.params['limitId'])
      if (limit === undefined) throw new Refusal('request/not-found', { detail: 'no such limit' })
      const left = rules.filter((each) => each !== limit)
      return {
        document: withLimits(document, left),
        notice: `“${limit.name}” is removed. It counts no call any more.`,
      }
    })

  const addStarter = (req: Request, res: Response): Promise<void> =>
    changed(req, res, (document) => {
      const { rules } = document.limits
      const rule = starterIn(req.body)
      const isThere = rules.some(({ id }) => id === rule.id)
      if (isThere) return { document, notice: `“${rule.name}” is there already.` }
      const notice = `“${rule.name}” is added. It holds from the next call on.`
      return { document: withLimits(document, [...rules, rule]), notice }
    })

  async function setBroken(req: Request, res: Response): Promise<void> {
    const asking = { answer: sentForm(req.body).text(ANSWER) }
    const change = (document: PolicyDocument) => {
      const form = brokenForm.safeParse(req.body)
      if (!form.success) throw new Refusal('request/invalid-input', { cause: form.error })
      const readsWhenBroken = form.data.reads
      const notice = `While calls cannot be counted, reads are ${readsWhenBroken} from now on.`
      return { document: { ...document, limits: { ...document.limits, readsWhenBroken } }, notice }
    }
    await changed(req, res, change, asking)
  }

  const editor = createLimitEditor(deps, tools, showList)
  const destructiveActions = createDestructiveEditor(deps, async (res, admin, told, view) =>
    tools.send(res, await panelFor(admin, undefined, undefined, view), told),
  )
  const budgetEditor = createBudgetEditor(deps, async (res, admin, told, view) =>
    tools.send(res, await panelFor(admin, undefined, view), told),
  )
  return {
    id: 'limits',
    title: 'Limits',
    present: (admin) => panelFor(admin),
    actions: [
      ...editor.actions,
      ...destructiveActions,
      ...budgetEditor.actions,
      { path: '/starter', handle: addStarter },
      { path: '/broken', handle: setBroken },
      { path: '/:limitId/remove', handle: remove },
    ],
  }
}

const starterForm = z.object({ starter: z.string() })

function starterIn(body: unknown) {
  const wanted = starterForm.safeParse(body).data?.starter
  const found = STARTER_LIMITS.find(({ rule }) => rule.id === wanted)
  if (found === undefined) throw new Refusal('request/not-found', { detail: 'no such starter' })
  return found.rule
}
