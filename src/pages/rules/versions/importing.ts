import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import { parsePolicy } from '../../../policy/parse-policy.ts'
import { kindOf } from '../../../policy/site-kind.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { adminOf } from '../../admin-of.ts'
import type { PageHandler, PagesDeps } from '../../page-room.ts'
import type { TabTools } from '../../page-tab.ts'
import { ANSWER } from '../present-question.ts'
import { TRY, tryOut } from '../replay/try-out.ts'
import { sentForm } from '../sent-form.ts'
import { digestOf, readImportText } from './import-text.ts'
import { presentChange, presentFaults } from './present-change.ts'
import { replaceAt } from './version-documents.ts'
import { panelWith, type ImportModel, type VersionsModel } from './versions-panel.ts'

export interface Importing {
  readonly open: PageHandler
  /** Says what is wrong, or what would change; changes nothing. */
  readonly check: PageHandler
  readonly apply: PageHandler
}

/** A whole document, with what escaping adds to it. */
export const IMPORT_FORM = { bytesMax: 2 * 1024 * 1024, fieldsMax: 10 }

interface Checked {
  readonly model: Pick<ImportModel, 'problem' | 'faults' | 'checked'>
  /** Absent where something is wrong. */
  readonly document?: PolicyDocument
}

export function createImporting(
  deps: PagesDeps,
  tools: TabTools,
  showList: (admin: Person) => Promise<VersionsModel>,
): Importing {
  const { policies, clock, settings } = deps

  async function checkedFor(admin: Person, text: string, isTrial = false): Promise<Checked> {
    const { tenant } = admin
    const none = { problem: undefined, faults: undefined, checked: undefined }
    const read = readImportText(text)
    if (read.kind === 'unreadable') return { model: { ...none, problem: read.says } }
    const { version: base, document: existing } = await policies.read(tenant.id)
    const { allowPrivateAddresses } = settings
    const context = { ...kindOf(tenant), allowPrivateAddresses, existing, now: clock.now() }
    const parsed = parsePolicy(read.input, context)
    if (parsed.kind === 'refused') {
      return { model: { ...none, faults: presentFaults(parsed.faults) } }
    }
    const trial = isTrial ? await tryOut(deps, admin, parsed.value) : undefined
    const change = presentChange(existing, parsed.value, trial)
    const checked = { base, digest: digestOf(text), change }
    return { model: { ...none, checked }, document: parsed.value }
  }

  // The text itself stays in the browser: it may hold secrets that were typed into it.
  const panelOf = (model: Checked['model']): VersionsModel =>
    panelWith({
      importing: {
        checkAction: `${tools.actions}/import/check`,
        applyAction: `${tools.actions}/import/apply`,
        backAction: tools.actions,
        ...model,
      },
    })

  async function open(req: Request, res: Response): Promise<void> {
    await adminOf(deps, req)
    await tools.send(res, panelOf({ problem: undefined, faults: undefined, checked: undefined }))
  }

  async function check(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const sent = sentForm(req.body)
    const isTrial = sent.text(ANSWER) === TRY
    const { model } = await checkedFor(admin, sent.text('text'), isTrial)
    await tools.send(res, panelOf(model), model.checked === undefined ? FAULTY : {})
  }

  async function apply(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const sent = sentForm(req.body)
    const text = sent.text('text')
    const { model, document } = await checkedFor(admin, text)
    if (document === undefined) return tools.send(res, panelOf(model), FAULTY)
    const isChecked = sent.text('digest') === digestOf(text)
    const base = Number(sent.text('base') || Number.NaN)
    const by = { actor: admin.accountId, requestId: requestIdOf(res) }
    if (!isChecked || !(await replaceAt(deps, admin.tenant.id, by, base, document))) {
      const { model: anew } = await checkedFor(admin, text)
      return tools.send(res, panelOf(anew), OUTDATED)
    }
    await tools.send(res, await showList(admin), { notice: IMPORTED })
  }

  return { open, check, apply }
}

const FAULTY = { alert: 'Nothing was imported: please look at what is wrong with it.' }
const OUTDATED = {
  alert:
    'Nothing was imported: the text or the rules have changed since it was checked. Below is what it would change now.',
}
const IMPORTED = 'The rules are imported. They hold from the next call on.'
