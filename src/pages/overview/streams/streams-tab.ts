import type { Request, Response } from 'express'
import { STREAMS_MAX } from '../../../audit/streams/streams.ts'
import type { Person } from '../../../identity/person.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import type { Secret } from '../../../lib/secret.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { presentStreamForm, type StreamFormModel } from './present-stream-form.ts'
import { presentStream } from './present-streams.ts'
import {
  emptyForm,
  formOfStream,
  readStreamForm,
  type StreamFormView,
  type StreamKind,
} from './stream-form.ts'

interface StreamsPanel {
  /** The one showing of a new signing secret. */
  readonly created: { readonly text: string; readonly overlap: boolean } | undefined
  /** In place of the list. */
  readonly form: StreamFormModel | undefined
  readonly streams: readonly ReturnType<typeof presentStream>[]
  readonly isEmpty: boolean
  readonly isFull: boolean
  readonly addHttpsAction: string
  readonly addSyslogAction: string
}

/** What an action adds to the usual sight. */
interface Change {
  readonly form?: StreamFormView
  readonly newSecret?: Secret | undefined
  /** The secret before signs as well for a while. */
  readonly overlap?: boolean
}

const ALERT = 'Nothing was saved: please look at what is marked.'

/** Where all audit events go, beside the log, and how far they have come. */
export function createStreamsTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { streams, clock, settings: rules } = deps
  const { actions } = tools

  async function panelFor({ tenant }: Person, change: Change = {}): Promise<StreamsPanel> {
    const all = await streams.list(tenant.id)
    const { newSecret, overlap = false, form } = change
    return {
      created: newSecret && { text: newSecret.reveal(), overlap },
      form: form && presentStreamForm(form, actions),
      streams: all.map((each) => presentStream(each, actions, clock.now())),
      isEmpty: all.length === 0,
      isFull: all.length >= STREAMS_MAX,
      addHttpsAction: `${actions}/add-https`,
      addSyslogAction: `${actions}/add-syslog`,
    }
  }

  const begin = (kind: StreamKind) => async (req: Request, res: Response) => {
    const admin = await adminOf(deps, req)
    await tools.send(res, await panelFor(admin, { form: emptyForm(kind) }))
  }

  async function edit(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const { stream } = await streams.find(refOf(admin, req))
    await tools.send(res, await panelFor(admin, { form: formOfStream(stream) }))
  }

  const save = (isNew: boolean) => async (req: Request, res: Response) => {
    const admin = await adminOf(deps, req)
    const ref = refOf(admin, req)
    const stream = isNew ? undefined : (await streams.find(ref)).stream
    const { view, wish } = readStreamForm(req.body, stream, rules)
    if (wish === undefined) {
      return tools.send(res, await panelFor(admin, { form: view }), { alert: ALERT })
    }
    const by = { actor: admin.accountId, requestId: requestIdOf(res) }
    try {
      const { seen, newSecret } = isNew
        ? await streams.add(admin.tenant.id, wish, by)
        : await streams.change(ref, wish, by)
      const isOn = seen.stream.state === 'on'
      const notice = isOn ? 'Saved. The stream is on.' : 'Saved. The stream is off.'
      await tools.send(res, await panelFor(admin, { newSecret, overlap: !isNew }), { notice })
    } catch (thrown) {
      // Only what can be told beside a field is for the form; all else is the door's.
      if (!(thrown instanceof Refusal) || thrown.faults === undefined) throw thrown
      const form = { ...view, faults: thrown.faults }
      await tools.send(res, await panelFor(admin, { form }), { alert: ALERT })
    }
  }

  async function remove(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const by = { actor: admin.accountId, requestId: requestIdOf(res) }
    await streams.remove(refOf(admin, req), by)
    await tools.send(res, await panelFor(admin), { notice: 'The stream is gone.' })
  }

  async function test(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const { delivered, outcome } = await streams.test(refOf(admin, req))
    const told = delivered
      ? { notice: `The test arrived: ${outcome}.` }
      : { alert: `The test did not arrive: ${outcome}.` }
    await tools.send(res, await panelFor(admin), told)
  }

  return {
    id: 'streams',
    title: 'Streams',
    present: (admin) => panelFor(admin),
    actions: [
      { path: '/add-https', handle: begin('https') },
      { path: '/add-syslog', handle: begin('syslog') },
      { path: '/save', handle: save(true) },
      { path: '/:streamId/edit', handle: edit },
      { path: '/:streamId/save', handle: save(false) },
      { path: '/:streamId/remove', handle: remove },
      { path: '/:streamId/test', handle: test },
    ],
  }
}

function refOf({ tenant }: Person, req: Request) {
  return { tenantId: tenant.id, id: req.params['streamId'] ?? '' }
}
