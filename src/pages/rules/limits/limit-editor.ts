import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import { saveAsking } from '../ask-first.ts'
import { ANSWER } from '../present-question.ts'
import { readAsOf } from '../read-as.ts'
import type { TabAction, TabTold, TabTools } from '../../page-tab.ts'
import { sentForm } from '../sent-form.ts'
import { LIMIT_FORM, limitFormOf, readLimitForm } from './limit-form.ts'
import { presentLimitForm, type LimitFormView } from './present-limit-form.ts'
import { saveLimit } from './save-limit.ts'

/** The way of a limit through its form. */
export interface LimitEditor {
  readonly actions: readonly TabAction[]
}

/** @param showList shows the tab as it is when no form is open */
export function createLimitEditor(
  deps: PagesDeps,
  tools: TabTools,
  showList: (res: Response, admin: Person, told: TabTold) => Promise<void>,
): LimitEditor {
  const { policies } = deps

  async function begin(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    await sendForm(res, admin, { form: limitFormOf(undefined), edited: undefined })
  }

  async function edit(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const { document } = await policies.read(admin.tenant.id)
    const limit = document.limits.rules.find(({ id }) => id === req.params['limitId'])
    if (limit === undefined) throw new Refusal('request/not-found', { detail: 'no such limit' })
    const edited = { id: limit.id, readAs: readAsOf(limit) }
    await sendForm(res, admin, { form: limitFormOf(limit), edited })
  }

  async function save(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const sent = sentForm(req.body)
    const form = readLimitForm(sent)
    const id = sent.text('editedId')
    const edited = id === '' ? undefined : { id, readAs: sent.text('readAs') }
    const asking = { answer: sent.text(ANSWER) }
    const saving = await saveAsking(deps, admin, requestIdOf(res), asking, (document) =>
      saveLimit(document, { form, edited }),
    )
    switch (saving.kind) {
      case 'saved':
        return showList(res, admin, { notice: savedWords(form.fields.name) })
      case 'asks':
        return sendForm(res, admin, { form, edited, question: saving.question })
      case 'outdated':
        return sendForm(res, admin, { form, edited, isOutdated: true }, REFUSED)
      case 'refused':
        return sendForm(res, admin, { form, edited, faults: saving.faults }, REFUSED)
    }
  }

  async function sendForm(
    res: Response,
    { tenant }: Person,
    view: LimitFormView,
    told?: TabTold,
  ): Promise<void> {
    const { document } = await policies.read(tenant.id)
    const form = presentLimitForm(view, document, tools.actions)
    await tools.send(res, { form, list: undefined }, told)
  }

  return {
    actions: [
      { path: '/form', handle: begin },
      { path: '/save', handle: save, limits: LIMIT_FORM },
      { path: '/:limitId/form', handle: edit },
    ],
  }
}

const REFUSED = { alert: 'The limit was not saved: please look at what is marked.' }

function savedWords(name: string): string {
  return `“${name.trim()}” is saved. It holds from the next call on.`
}
