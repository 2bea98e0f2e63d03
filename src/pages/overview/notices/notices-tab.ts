import type { Request, Response } from 'express'
import type { NoticeSettings } from '../../../audit/notices/notice-settings.ts'
import type { Person } from '../../../identity/person.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import type { Secret } from '../../../lib/secret.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { knownNames } from '../events/caller-words.ts'
import {
  formViewOf,
  presentNoticeForm,
  readNoticeForm,
  type NoticeFormModel,
  type NoticeFormView,
} from './notice-form.ts'
import { presentDelivery, presentNotice } from './present-notices.ts'

interface NoticesPanel {
  /** The one showing of a new secret. */
  readonly created: { readonly text: string; readonly overlap: boolean } | undefined
  readonly newest: readonly ReturnType<typeof presentNotice>[]
  readonly hasNewest: boolean
  readonly form: NoticeFormModel
  /** Notices were set up: there is something to test and to rotate. */
  readonly isSet: boolean
  readonly isGone: boolean
  readonly testAction: string
  readonly rotateAction: string
  readonly deliveries: readonly ReturnType<typeof presentDelivery>[]
  readonly hasDeliveries: boolean
}

/** What an action adds to the usual sight. */
interface Change {
  readonly form?: NoticeFormView
  readonly newSecret?: Secret | undefined
  /** The secret before signs as well for a while. */
  readonly overlap?: boolean
}

const SHOWN_MS = 30 * 24 * 3_600_000
const NEWEST_MAX = 20
const DELIVERIES_MAX = 20

/** What happened that somebody should know of, and where else it is told. */
export function createNoticesTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { notices, clock, settings: rules } = deps

  async function panelFor({ tenant }: Person, change: Change = {}): Promise<NoticesPanel> {
    const now = clock.now()
    const [settings, newest, deliveries, names] = await Promise.all([
      notices.settings(tenant.id),
      notices.newest(tenant.id, now - SHOWN_MS, NEWEST_MAX),
      notices.deliveries(tenant.id, DELIVERIES_MAX),
      knownNames(deps, tenant.id),
    ])
    const { newSecret, overlap = false } = change
    return {
      created: newSecret && { text: newSecret.reveal(), overlap },
      newest: newest.map((each) => presentNotice(each, names, now)),
      hasNewest: newest.length > 0,
      form: presentNoticeForm(change.form ?? formViewOf(settings), `${tools.actions}/save`),
      isSet: settings !== undefined,
      isGone: settings?.state === 'gone',
      testAction: `${tools.actions}/test`,
      rotateAction: `${tools.actions}/rotate`,
      deliveries: deliveries.map((each) => presentDelivery(each, now)),
      hasDeliveries: deliveries.length > 0,
    }
  }

  async function save(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const reading = readNoticeForm(req.body, rules)
    if (reading.kind === 'refused') {
      const alert = 'Nothing was saved: please look at what is marked.'
      return tools.send(res, await panelFor(admin, { form: reading.view }), { alert })
    }
    const by = { actor: admin.accountId, requestId: requestIdOf(res) }
    const { settings, newSecret } = await notices.save(admin.tenant.id, reading.wish, by)
    const notice = savedWords(settings)
    await tools.send(res, await panelFor(admin, { newSecret }), { notice })
  }

  async function rotate(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const by = { actor: admin.accountId, requestId: requestIdOf(res) }
    const { newSecret } = await notices.rotate(admin.tenant.id, by)
    const notice = 'There is a new secret. Copy it now: it is shown this once.'
    await tools.send(res, await panelFor(admin, { newSecret, overlap: true }), { notice })
  }

  async function test(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const { delivered, outcome } = await notices.test(admin.tenant.id)
    const told = delivered
      ? { notice: `The test arrived: ${outcome}.` }
      : { alert: `The test did not arrive: ${outcome}.` }
    await tools.send(res, await panelFor(admin), told)
  }

  return {
    id: 'notices',
    title: 'Notices',
    present: (admin) => panelFor(admin),
    actions: [
      { path: '/save', handle: save },
      { path: '/rotate', handle: rotate },
      { path: '/test', handle: test },
    ],
  }
}

function savedWords({ state }: NoticeSettings): string {
  return state === 'on'
    ? 'Saved. What happens from now on is told to the receiver.'
    : 'Saved. Nothing is sent while notices are off.'
}
