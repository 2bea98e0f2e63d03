import type { Request, Response } from 'express'
import { z } from 'zod'
import { PRESETS, type Preset } from '../../identity/providers/presets.ts'
import { kindOf } from '../../policy/site-kind.ts'
import type { Person } from '../../identity/person.ts'
import { Refusal } from '../../lib/refusal.ts'
import { adminOf } from '../admin-of.ts'
import { editRules, readRuleEdit } from './edit-rules.ts'
import { createFields } from '../field-model.ts'
import { sendHtml, type PageHandler, type PagesDeps, type PageTools } from '../page-room.ts'
import { presentProviderForm, type ProviderFormView } from './present-provider-form.ts'
import { presentRules } from './present-provider-rules.ts'
import { todosOf } from './preset-todos.ts'
import { newForm } from './provider-presets.ts'
import { formOf } from './provider-to-form.ts'
import { presentProviders } from './present-providers.ts'
import { readProviderForm } from './read-provider-form.ts'
import { requestIdOf } from '../../lib/request-name.ts'
import { saveProvider, type Saving } from './save-provider.ts'
import { wordsOn } from './saving-words.ts'
import { isTry, tryProvider } from './try-provider.ts'
import { echoOf, keptSecretsOf, readAsOf } from './shown-form.ts'

/** The way of a provider through its form: chosen, filled in, changed row by row, saved. */
export interface ProviderEditor {
  readonly choose: PageHandler
  readonly begin: PageHandler
  readonly edit: PageHandler
  readonly changeRules: PageHandler
  readonly save: PageHandler
}

const about = z.object({
  editedId: z.string().catch(''),
  readAs: z.string().catch(''),
  preset: z.string().catch(''),
})

/** @param actions path of the page, that the names of actions are added to */
export function createProviderEditor(
  deps: PagesDeps,
  { views }: Pick<PageTools, 'views'>,
  actions: string,
): ProviderEditor {
  const { policies, product, settings } = deps
  const { allowPrivateAddresses } = settings
  const rulesFor = ({ tenant }: Person) => ({ ...kindOf(tenant), allowPrivateAddresses })

  async function choose(req: Request, res: Response): Promise<void> {
    await adminOf(deps, req)
    const presets = PRESETS.map(({ id, name, summary }) => ({ id, name, summary }))
    const model = { presets, beginAction: `${actions}/form`, cancelAction: `${actions}/list` }
    sendHtml(res, await views.render('fragments/provider-presets', model))
  }

  async function begin(req: Request, res: Response): Promise<void> {
    await adminOf(deps, req)
    const { preset: id } = about.parse(req.body)
    const preset = presetOf(id)
    if (preset === undefined && id !== '') {
      throw new Refusal('request/not-found', { detail: 'no such preset' })
    }
    await sendForm(res, { form: newForm(preset?.draft), edited: undefined, preset })
  }

  async function edit(req: Request, res: Response): Promise<void> {
    const { tenant } = await adminOf(deps, req)
    const edited = await editedOf(tenant.id, req.params['providerId'] ?? '')
    if (edited === undefined) throw new Refusal('request/not-found', { detail: 'no such provider' })
    const { provider } = edited
    await sendForm(res, { form: formOf(provider), edited, preset: undefined })
  }

  async function changeRules(req: Request, res: Response): Promise<void> {
    await adminOf(deps, req)
    const wanted = readRuleEdit(req.body)
    if (wanted === undefined) throw new Refusal('request/invalid-input', { detail: 'no such edit' })
    const form = echoOf(readProviderForm(req.body))
    const edited = editRules(form.rules, wanted)
    const { preset } = about.parse(req.body)
    const field = createFields({
      faults: edited.faults ?? new Map(),
      todos: todosOf(presetOf(preset), { ...form, rules: edited.rules }),
      focus: edited.focus,
    })
    const model = presentRules(edited.rules, field, { action: `${actions}/rules`, product })
    sendHtml(res, await views.render('fragments/provider-rules', { rules: model }))
  }

  async function save(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const form = readProviderForm(req.body)
    const { editedId, readAs, preset } = about.parse(req.body)
    const edited = editedId === '' ? undefined : { id: editedId, readAs }
    if (isTry(req.body)) {
      const tried = await tryProvider(deps, admin, { form, edited }, rulesFor(admin))
      const html = await views.render('fragments/provider-tried', tried)
      sendHtml(res, html, tried.replay === undefined ? 422 : 200)
      return
    }
    const saving = await savedBy(deps, admin, { form, edited }, rulesFor(admin), requestIdOf(res))
    if (saving.kind === 'saved') {
      const name = saving.provider.name
      const notice = `“${name}” is saved. It holds from the next call on.`
      const list = presentProviders(saving.document, actions)
      sendHtml(res, await views.render('fragments/providers-changed', { list, notice }))
      return
    }
    const now = edited === undefined ? undefined : await editedOf(admin.tenant.id, edited.id)
    await sendForm(res, {
      form: echoOf(form),
      // As it was opened: who saves again without looking is refused again.
      edited: edited && { ...edited, kept: now?.kept ?? [] },
      preset: presetOf(preset),
      ...wordsOn(saving),
    })
  }

  async function editedOf(tenantId: string, id: string) {
    const { document } = await policies.read(tenantId)
    const provider = document.providers.find((each) => each.id === id)
    if (provider === undefined) return undefined
    return { id, provider, readAs: readAsOf(provider), kept: keptSecretsOf(provider) }
  }

  async function sendForm(res: Response, view: Omit<ProviderFormView, 'actions' | 'product'>) {
    const form = presentProviderForm({ ...view, actions, product })
    const isRefused = view.faults !== undefined
    const model = { form, isRefused }
    const html = await views.render('fragments/provider-form-shown', model)
    // The page's script swaps 422 in, whatever the reason for the refusal.
    sendHtml(res, html, isRefused ? 422 : 200)
  }

  return { choose, begin, edit, changeRules, save }
}

function presetOf(id: string): Preset | undefined {
  return PRESETS.find((preset) => preset.id === id)
}

async function savedBy(
  { policies }: PagesDeps,
  { tenant, accountId }: Person,
  request: Parameters<typeof saveProvider>[1],
  rules: Parameters<typeof saveProvider>[2],
  requestId: string,
): Promise<Saving> {
  let saving: Saving | undefined
  await policies.change(tenant.id, { actor: accountId, requestId }, ({ document }) => {
    saving = saveProvider(document, request, rules)
    return saving.kind === 'saved' ? saving.document : document
  })
  if (saving === undefined) throw new Error('a change was made without being decided')
  return saving
}
