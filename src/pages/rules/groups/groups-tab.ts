import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import { wordsOf } from '../../product-words.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import { saveAsking } from '../ask-first.ts'
import { ANSWER } from '../present-question.ts'
import type { PageTab, TabTold, TabTools } from '../../page-tab.ts'
import { sentForm } from '../sent-form.ts'
import { ACCESS_FORM, readAccessForm, saveAccess } from './access-form.ts'
import { createGroupEditor } from './group-editor.ts'
import { ownGroupsOf, ownLosses } from './own-losses.ts'
import {
  currentAccess,
  presentAccess,
  type AccessModel,
  type AccessView,
} from './present-access.ts'
import type { GroupFormModel } from './present-group-form.ts'
import { presentGroups, type GroupListModel } from './present-groups.ts'

/** The list with what groups are for; or a form instead. */
interface GroupsPanel {
  readonly list: GroupListModel | undefined
  readonly access: AccessModel | undefined
  readonly form: GroupFormModel | undefined
}

/** Groups, and what they are for. */
export function createGroupsTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { policies, product } = deps
  const productName = wordsOf(product).name

  async function panelFor({ tenant }: Person, view?: AccessView): Promise<GroupsPanel> {
    const { document } = await policies.read(tenant.id)
    return {
      list: presentGroups(document, tools.actions, productName),
      access: presentAccess(view ?? currentAccess(document), document, tools.actions),
      form: undefined,
    }
  }

  async function showList(res: Response, admin: Person, told: TabTold): Promise<void> {
    await tools.send(res, await panelFor(admin), told)
  }

  async function setAccess(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const sent = sentForm(req.body)
    const [form, readAs] = [readAccessForm(sent), sent.text('readAs')]
    const own = await ownGroupsOf(deps, admin)
    const asking = {
      answer: sent.text(ANSWER),
      alsoLoses: (before: PolicyDocument, after: PolicyDocument) =>
        ownLosses(before, after, own, productName),
    }
    const saving = await saveAsking(deps, admin, requestIdOf(res), asking, (document) =>
      saveAccess(document, form, readAs),
    )
    switch (saving.kind) {
      case 'saved':
        return showList(res, admin, { notice: SAVED })
      case 'asks':
        return tools.send(res, await panelFor(admin, { form, readAs, question: saving.question }))
      case 'outdated':
        return tools.send(res, await panelFor(admin, { form, readAs, isOutdated: true }), REFUSED)
      case 'refused': {
        const panel = await panelFor(admin, { form, readAs, faults: saving.faults })
        return tools.send(res, panel, REFUSED)
      }
    }
  }

  const editor = createGroupEditor(deps, tools, showList)
  return {
    id: 'groups',
    title: 'Groups',
    present: (admin) => panelFor(admin),
    actions: [{ path: '/access', handle: setAccess, limits: ACCESS_FORM }, ...editor.actions],
  }
}

const SAVED = 'What groups are for is saved. It holds from the next call on.'
const REFUSED = { alert: 'This was not saved: please look at what is marked.' }
