import type { Request, Response } from 'express'
import type { Removal } from '../../../audit/record-book.ts'
import type { Person } from '../../../identity/person.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { saveAsking } from '../ask-first.ts'
import { ANSWER } from '../present-question.ts'
import { sentForm } from '../sent-form.ts'
import {
  currentRecord,
  presentRecord,
  type RecordModel,
  type RecordView,
} from './present-record.ts'
import { readRecordForm, rulesIn, saveRecord, type RecordForm } from './record-form.ts'

/** For how long the record is kept, and what there is of it. */
export function createRecordTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { policies, record, clock } = deps

  async function panelFor({ tenant }: Person, view?: RecordView): Promise<RecordModel> {
    const { document } = await policies.read(tenant.id)
    const state = await record.state(tenant.id)
    const shown = view ?? currentRecord(document)
    return presentRecord(shown, document, state, clock.now(), tools.actions)
  }

  async function removalOf({ tenant }: Person, form: RecordForm): Promise<Removal | undefined> {
    const rules = rulesIn(form)
    return rules.kind === 'accepted' ? record.wouldRemove(tenant.id, rules.value) : undefined
  }

  async function save(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const sent = sentForm(req.body)
    const [form, readAs] = [readRecordForm(sent), sent.text('readAs')]
    const asking = { answer: sent.text(ANSWER) }
    const saving = await saveAsking(deps, admin, requestIdOf(res), asking, (document) =>
      saveRecord(document, form, readAs),
    )
    const panelWith = (more: Partial<RecordView>) => panelFor(admin, { form, readAs, ...more })
    switch (saving.kind) {
      case 'saved':
        return tools.send(res, await panelFor(admin), { notice: SAVED })
      case 'asks': {
        const removal = await removalOf(admin, form)
        return tools.send(res, await panelWith({ question: saving.question, removal }))
      }
      case 'outdated':
        return tools.send(res, await panelWith({ isOutdated: true }), REFUSED)
      case 'refused':
        return tools.send(res, await panelWith({ faults: saving.faults }), REFUSED)
    }
  }

  return {
    id: 'record',
    title: 'Record',
    present: (admin) => panelFor(admin),
    actions: [{ path: '/save', handle: save }],
  }
}

const SAVED = 'Saved. What is no longer kept is removed within the hour.'
const REFUSED = { alert: 'Nothing was saved: please look at what is marked.' }
