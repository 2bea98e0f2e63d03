import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { adminOf } from '../../admin-of.ts'
import { createFields } from '../../field-model.ts'
import { sendHtml, type PagesDeps } from '../../page-room.ts'
import { wordsOf } from '../../product-words.ts'
import { saveAsking } from '../ask-first.ts'
import { ANSWER } from '../present-question.ts'
import { readAsOf } from '../read-as.ts'
import type { TabAction, TabTold, TabTools } from '../../page-tab.ts'
import { savePart } from '../save-part.ts'
import { sentForm } from '../sent-form.ts'
import { GROUP_FORM, groupFormOf, readGroupForm } from './group-form.ts'
import { searchGroups } from './group-search.ts'
import { placesNaming, withoutGroup } from './naming-places.ts'
import { ownGroupsOf, ownLosses } from './own-losses.ts'
import { presentGroupForm, type GroupFormView } from './present-group-form.ts'
import { presentSources } from './present-sources.ts'
import { saveGroup } from './save-group.ts'

/** The way of a group through its form, and out of the list. */
export interface GroupEditor {
  readonly actions: readonly TabAction[]
}

/** @param showList shows the tab as it is when no form is open */
export function createGroupEditor(
  deps: PagesDeps,
  tools: TabTools,
  showList: (res: Response, admin: Person, told: TabTold) => Promise<void>,
): GroupEditor {
  const { policies, product } = deps
  const at = { actions: tools.actions, productName: wordsOf(product).name }

  async function begin(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const { document } = await policies.read(tenant.id)
    const form = groupFormOf(undefined, document.providers)
    await sendForm(res, document, { form, edited: undefined })
  }

  async function edit(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const { document } = await policies.read(tenant.id)
    const group = existing(document, req.params['groupId'])
    const form = groupFormOf(group, document.providers)
    await sendForm(res, document, { form, edited: { id: group.id, readAs: readAsOf(group) } })
  }

  async function search(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const { document } = await policies.read(tenant.id)
    const sent = sentForm(req.body)
    const form = readGroupForm(sent, document.providers)
    const found = await searchGroups(deps, tenant, sent.text('search'))
    const none = new Map<string, string>()
    const field = createFields({ faults: none, todos: none, focus: undefined, prefix: 'group' })
    const model = presentSources(form, document, field, at, found)
    sendHtml(res, await tools.views.render('partials/rules-groups-sources', model))
  }

  async function save(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const sent = sentForm(req.body)
    const { document } = await policies.read(admin.tenant.id)
    const form = readGroupForm(sent, document.providers)
    const [id, readAs] = [sent.text('editedId'), sent.text('readAs')]
    const edited = id === '' ? undefined : { id, readAs }
    const own = await ownGroupsOf(deps, admin)
    const asking = {
      answer: sent.text(ANSWER),
      alsoLoses: (before: PolicyDocument, after: PolicyDocument) =>
        ownLosses(before, after, own, at.productName),
    }
    const saving = await saveAsking(deps, admin, requestIdOf(res), asking, (current) =>
      saveGroup(current, { form, edited }),
    )
    const view = { form, edited }
    switch (saving.kind) {
      case 'saved':
        return showList(res, admin, { notice: savedWords(form.fields.name) })
      case 'asks':
        return sendForm(res, document, { ...view, question: saving.question })
      case 'outdated':
        return sendForm(res, document, { ...view, isOutdated: true }, REFUSED)
      case 'refused':
        return sendForm(res, document, { ...view, faults: saving.faults }, REFUSED)
    }
  }

  async function remove(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    let [name, places]: [string, readonly string[]] = ['', []]
    const saving = await savePart(deps, admin, requestIdOf(res), (document) => {
      const group = existing(document, req.params['groupId'])
      name = group.name
      places = placesNaming(group.id, document)
      return { kind: 'saved', document: withoutGroup(group.id, document) }
    })
    const told =
      saving.kind === 'saved'
        ? { notice: `“${name}” is removed.` }
        : { alert: keptWords(name, places) }
    await showList(res, admin, told)
  }

  async function sendForm(
    res: Response,
    document: PolicyDocument,
    view: GroupFormView,
    told?: TabTold,
  ): Promise<void> {
    const form = presentGroupForm(view, document, at)
    await tools.send(res, { form, list: undefined, access: undefined }, told)
  }

  const limits = GROUP_FORM
  return {
    actions: [
      { path: '/form', handle: begin },
      { path: '/save', handle: save, limits },
      { path: '/search', handle: search, limits },
      { path: '/:groupId/form', handle: edit },
      { path: '/:groupId/remove', handle: remove },
    ],
  }
}

const REFUSED = { alert: 'The group was not saved: please look at what is marked.' }

function keptWords(name: string, places: readonly string[]): string {
  const why =
    places.length === 0
      ? 'for other parts of the rules do not fit together; mend those first.'
      : `for it is named by ${places.join(', ')}. Take it out there first.`
  return `“${name}” is not removed, ${why}`
}

function savedWords(name: string): string {
  return `“${name.trim()}” is saved. It holds from the next call on.`
}

function existing({ groups }: PolicyDocument, id: string | undefined) {
  const found = groups.find((group) => group.id === id)
  if (found === undefined) throw new Refusal('request/not-found', { detail: 'no such group' })
  return found
}
