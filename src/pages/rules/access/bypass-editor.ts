import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { kindOf } from '../../../policy/site-kind.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import { adminOf } from '../../admin-of.ts'
import type { FormLimits } from '../../form-body.ts'
import type { PagesDeps } from '../../page-room.ts'
import { saveAsking } from '../ask-first.ts'
import { ANSWER } from '../present-question.ts'
import { readAsOf } from '../read-as.ts'
import type { TabAction, TabTold, TabTools } from '../../page-tab.ts'
import { sentForm } from '../sent-form.ts'
import type { AccessPanel } from './access-panel.ts'
import { emptyBypass, formOfBypass, readBypassForm } from './bypass-form.ts'
import { presentBypassForm, type BypassFormView } from './present-bypass-form.ts'
import { saveBypass } from './save-bypass.ts'
import { editedIn } from './save-entry.ts'
import { notSaved } from './saving-words.ts'

/** 500 networks, and what else is a few lines. */
const BYPASS_FORM: FormLimits = { bytesMax: 64 * 1024, fieldsMax: 50 }

type FormSight = Pick<BypassFormView, 'form' | 'edited' | 'faults' | 'outdated' | 'question'>

/** The way of a bypass through its form. */
export function createBypassEditor(
  deps: PagesDeps,
  tools: TabTools,
  panel: AccessPanel,
): readonly TabAction[] {
  const { policies, product, clock } = deps
  const actions = `${tools.actions}/bypasses`
  const paths = { saveAction: `${actions}/save`, cancelAction: tools.actions }

  async function begin(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    await sendForm(res, admin, { form: emptyBypass(admin.accountId), edited: undefined })
  }

  async function open(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const { document } = await policies.read(admin.tenant.id)
    const bypass = document.bypasses.find(({ id }) => id === req.params['bypassId'])
    if (bypass === undefined) throw new Refusal('request/not-found', { detail: 'no such bypass' })
    const edited = { id: bypass.id, readAs: readAsOf(bypass) }
    await sendForm(res, admin, { form: formOfBypass(bypass), edited })
  }

  async function save(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const sent = sentForm(req.body)
    const [form, edited] = [readBypassForm(req.body), editedIn(sent)]
    const asking = { answer: sent.text(ANSWER) }
    const found = { place: '', isThere: false }
    const saving = await saveAsking(deps, admin, requestIdOf(res), asking, (document) => {
      const at = document.bypasses.findIndex(({ id }) => id === edited?.id)
      found.isThere = at >= 0
      found.place = `bypasses.${String(at < 0 ? document.bypasses.length : at)}`
      return saveBypass(
        document,
        { form, edited },
        {
          ...kindOf(admin.tenant),
          now: clock.now(),
        },
      )
    })
    if (saving.kind === 'saved') {
      const notice = `“${form.fields.name.trim()}” is saved. It holds from the next call on.`
      await tools.send(res, await panel.list(admin), { notice })
      return
    }
    const openAction = found.isThere ? `${actions}/${edited?.id ?? ''}/form` : undefined
    const entry = {
      ...paths,
      thing: 'bypass',
      form: '#bypass-form',
      place: found.place,
      openAction,
    }
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
    const existing = document.bypasses.find(({ id }) => id === sight.edited?.id)
    const view = { ...sight, document, existing, product, now: clock.now(), actions }
    const { cancelAction } = paths
    const bypass = presentBypassForm({ ...view, cancelAction })
    await tools.send(res, panel.form({ bypass }), told)
  }

  return [
    { path: '/bypasses/form', handle: begin },
    { path: '/bypasses/save', handle: save, limits: BYPASS_FORM },
    { path: '/bypasses/:bypassId/form', handle: open },
  ]
}
