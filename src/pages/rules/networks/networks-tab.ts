import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import { saveAsking } from '../ask-first.ts'
import { ANSWER } from '../present-question.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { sentForm } from '../sent-form.ts'
import { NETWORKS_FORM, readNetworksForm, saveNetworks } from './networks-form.ts'
import {
  currentNetworks,
  presentNetworks,
  type NetworksModel,
  type NetworksView,
} from './present-networks.ts'

/** Where calls may come from. */
export function createNetworksTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { policies } = deps

  async function panelFor({ tenant }: Person, view?: NetworksView): Promise<NetworksModel> {
    const { document } = await policies.read(tenant.id)
    return presentNetworks(view ?? currentNetworks(document), document, tools.actions)
  }

  async function save(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const sent = sentForm(req.body)
    const [form, readAs] = [readNetworksForm(sent), sent.text('readAs')]
    const asking = { answer: sent.text(ANSWER) }
    const saving = await saveAsking(deps, admin, requestIdOf(res), asking, (document) =>
      saveNetworks(document, form, readAs),
    )
    switch (saving.kind) {
      case 'saved':
        return tools.send(res, await panelFor(admin), { notice: SAVED })
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

  return {
    id: 'networks',
    title: 'Networks',
    present: (admin) => panelFor(admin),
    actions: [{ path: '/save', handle: save, limits: NETWORKS_FORM }],
  }
}

const SAVED = 'The networks are saved. They hold from the next call on.'
const REFUSED = { alert: 'The networks were not saved: please look at what is marked.' }
