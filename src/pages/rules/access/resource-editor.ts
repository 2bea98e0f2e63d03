import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { kindOf } from '../../../policy/site-kind.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import { adminOf } from '../../admin-of.ts'
import type { FormLimits } from '../../form-body.ts'
import { sendHtml, type PagesDeps } from '../../page-room.ts'
import { saveAsking } from '../ask-first.ts'
import { ANSWER } from '../present-question.ts'
import { readAsOf } from '../read-as.ts'
import type { TabAction, TabTold, TabTools } from '../../page-tab.ts'
import { sentForm } from '../sent-form.ts'
import type { AccessPanel } from './access-panel.ts'
import { editResourceForm, readResourceFormEdit } from './edit-resource-form.ts'
import { findOperations } from './find-operation.ts'
import { pathWords } from './path-words.ts'
import { presentResourceForm, type ResourceFormView } from './present-resource-form.ts'
import { readResourceForm } from './read-resource-form.ts'
import { EMPTY_RESOURCE } from './resource-form.ts'
import { formOfResource } from './resource-to-form.ts'
import { editedIn } from './save-entry.ts'
import { saveResource } from './save-resource.ts'
import { notSaved } from './saving-words.ts'

/** Ticks for every group and provider, 500 networks, and a `who` of a hundred parts. */
const RESOURCE_FORM: FormLimits = { bytesMax: 128 * 1024, fieldsMax: 1_000 }

type FormSight = Omit<
  ResourceFormView,
  'document' | 'kind' | 'appScopes' | 'actions' | 'cancelAction'
>

/** The way of a resource rule through its form. */
export function createResourceEditor(
  deps: PagesDeps,
  tools: TabTools,
  panel: AccessPanel,
): readonly TabAction[] {
  const { policies, product, appScopes } = deps
  const actions = `${tools.actions}/resources`
  const paths = { saveAction: `${actions}/save`, cancelAction: tools.actions }

  async function begin(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    await sendForm(res, admin, { form: EMPTY_RESOURCE, edited: undefined })
  }

  async function open(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const { document } = await policies.read(admin.tenant.id)
    const rule = document.resources.find(({ id }) => id === req.params['ruleId'])
    if (rule === undefined) throw new Refusal('request/not-found', { detail: 'no such rule' })
    const edited = { id: rule.id, readAs: readAsOf(rule) }
    await sendForm(res, admin, { form: formOfResource(rule), edited })
  }

  async function edit(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const wanted = readResourceFormEdit(req.body)
    if (wanted === undefined) throw new Refusal('request/invalid-input', { detail: 'no such edit' })
    const { form, focus } = editResourceForm(readResourceForm(req.body), wanted, product)
    await sendForm(res, admin, { form, edited: editedIn(sentForm(req.body)), focus })
  }

  async function tellPath(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const told = pathWords(readResourceForm(req.body), kindOf(tenant), appScopes)
    sendHtml(res, await tools.views.render('partials/rules-access-path', told))
  }

  async function find(req: Request, res: Response): Promise<void> {
    await adminOf(deps, req)
    const found = findOperations(sentForm(req.body).text('find'), product, `${actions}/edit`)
    sendHtml(res, await tools.views.render('partials/rules-access-found', found))
  }

  async function save(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const sent = sentForm(req.body)
    const [form, edited] = [readResourceForm(req.body), editedIn(sent)]
    const asking = { answer: sent.text(ANSWER) }
    const found = { place: '', isThere: false }
    const saving = await saveAsking(deps, admin, requestIdOf(res), asking, (document) => {
      const at = document.resources.findIndex(({ id }) => id === edited?.id)
      found.isThere = at >= 0
      found.place = `resources.${String(at < 0 ? document.resources.length : at)}`
      return saveResource(document, { form, edited }, kindOf(admin.tenant))
    })
    if (saving.kind === 'saved') {
      const notice = `“${form.fields.name.trim()}” is saved. It holds from the next call on.`
      await tools.send(res, await panel.list(admin), { notice })
      return
    }
    const openAction = found.isThere ? `${actions}/${edited?.id ?? ''}/form` : undefined
    const entry = { ...paths, thing: 'rule', form: '#rule-form', place: found.place, openAction }
    const { view, told } = notSaved(saving, entry)
    await sendForm(res, admin, { form, edited, ...view }, told)
  }

  async function sendForm(
    res: Response,
    { tenant }: Person,
    sight: FormSight,
    told?: TabTold,
  ): Promise<void> {
    const { document } = await policies.read(tenant.id)
    const { cancelAction } = paths
    const rule = presentResourceForm({
      ...sight,
      document,
      kind: kindOf(tenant),
      appScopes,
      actions,
      cancelAction,
    })
    await tools.send(res, panel.form({ rule }), told)
  }

  return [
    { path: '/resources/form', handle: begin },
    { path: '/resources/edit', handle: edit, limits: RESOURCE_FORM },
    { path: '/resources/path', handle: tellPath, limits: RESOURCE_FORM },
    { path: '/resources/find', handle: find, limits: RESOURCE_FORM },
    { path: '/resources/save', handle: save, limits: RESOURCE_FORM },
    { path: '/resources/:ruleId/form', handle: open },
  ]
}
