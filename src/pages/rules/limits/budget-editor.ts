import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import type { TabAction, TabTold } from '../../page-tab.ts'
import { saveAsking } from '../ask-first.ts'
import { ANSWER } from '../present-question.ts'
import { sentForm } from '../sent-form.ts'
import { BUDGET_FORM, readBudgetForm, saveBudget } from './budget-form.ts'
import type { BudgetView } from './present-budget-form.ts'

/**
 * The settings of how callers share the product's budget.
 * @param show shows the tab with the form as it was sent; without one as it is stored
 */
export function createBudgetEditor(
  deps: PagesDeps,
  show: (res: Response, admin: Person, told: TabTold, view?: BudgetView) => Promise<void>,
): { readonly actions: readonly TabAction[] } {
  async function save(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const sent = sentForm(req.body)
    const [form, readAs] = [readBudgetForm(sent), sent.text('readAs')]
    const asking = { answer: sent.text(ANSWER) }
    const saving = await saveAsking(deps, admin, requestIdOf(res), asking, (document) =>
      saveBudget(document, form, readAs),
    )
    switch (saving.kind) {
      case 'saved':
        return show(res, admin, { notice: SAVED })
      case 'asks':
        return show(res, admin, {}, { form, readAs, question: saving.question })
      case 'outdated':
        return show(res, admin, REFUSED, { form, readAs, isOutdated: true })
      case 'refused':
        return show(res, admin, REFUSED, { form, readAs, faults: saving.faults })
    }
  }

  return { actions: [{ path: '/budget', handle: save, limits: BUDGET_FORM }] }
}

const SAVED = 'How callers share the product’s budget is saved. It holds from the next call on.'
const REFUSED = { alert: 'The product’s budget was not saved: please look at what is marked.' }
