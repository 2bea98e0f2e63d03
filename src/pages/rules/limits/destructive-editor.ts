import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import type { TabAction, TabTold } from '../../page-tab.ts'
import { saveAsking } from '../ask-first.ts'
import { ANSWER } from '../present-question.ts'
import { sentForm } from '../sent-form.ts'
import { readDestructive, type DestructiveView } from './destructive-form.ts'

/** Shows the tab as it is; with a form that comes back, with that. */
type ShowTab = (
  res: Response,
  admin: Person,
  told: TabTold,
  view?: DestructiveView,
) => Promise<void>

/** How much one caller may delete before it is locked. */
export function createDestructiveEditor(deps: PagesDeps, show: ShowTab): readonly TabAction[] {
  async function save(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const sent = sentForm(req.body)
    const reading = readDestructive(sent)
    if (reading.kind === 'refused') return show(res, admin, REFUSED, reading.view)
    const { limit: destructive, view } = reading
    const asking = { answer: sent.text(ANSWER) }
    const saving = await saveAsking(deps, admin, requestIdOf(res), asking, (document) => ({
      kind: 'saved',
      document: { ...document, limits: { ...document.limits, destructive } },
    }))
    switch (saving.kind) {
      case 'saved':
        return show(res, admin, { notice: SAVED[destructive.state] })
      case 'asks':
        return show(res, admin, {}, { ...view, question: saving.question })
      case 'refused':
      case 'outdated':
        return show(res, admin, REFUSED, view)
    }
  }

  return [{ path: '/destructive', handle: save }]
}

const REFUSED = { alert: 'Nothing was saved: please look at what is marked.' }
const SAVED = {
  on: 'Saved. Whoever deletes more than that is locked from the next call on.',
  shadow: 'Saved. From now on it is recorded which caller would be locked.',
  off: 'Saved. Nobody is locked for deleting a lot any more.',
} as const
