import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { wordsOf } from '../../product-words.ts'
import { sentForm } from '../../rules/sent-form.ts'
import { chosenCaller, NOTHING_ASKED, readExplainForm, type ExplainForm } from './explain-form.ts'
import { presentAnswer, type AnswerModel } from './present-answer.ts'
import { presentExplainForm, type ExplainFormModel } from './present-form.ts'
import { presentCanDo, type CanDoModel } from './present-operations.ts'

interface ExplainPanel {
  readonly form: ExplainFormModel
  readonly answer: AnswerModel | undefined
  readonly canDo: CanDoModel | undefined
  readonly personPath: string
}

interface Told {
  readonly answer?: AnswerModel
  readonly canDo?: CanDoModel
  readonly faults?: ReadonlyMap<string, string>
}

const NO_SUCH_CALL =
  'The log has no call with this id. It may be older than the log, or of another site; calls that a flood of strangers makes are only counted.'
const INCOMPLETE = 'Please look at what is marked.'

/** Why a call was refused or let through, and what a caller can do. */
export function createExplainTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { explainer, tokens, policies, clock } = deps
  const product = wordsOf(deps.product)

  async function panelFor(
    { tenant }: Person,
    form: ExplainForm,
    { answer, canDo, faults = new Map<string, string>() }: Told = {},
  ): Promise<ExplainPanel> {
    const [all, { document }] = await Promise.all([
      tokens.list(tenant.id),
      policies.read(tenant.id),
    ])
    const view = {
      tokens: all,
      document,
      product,
      now: clock.now(),
      actions: tools.actions,
      faults,
    }
    return {
      form: presentExplainForm(form, view),
      answer,
      canDo,
      personPath: product.personPath,
    }
  }

  async function ask(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const form = readExplainForm(sentForm(req.body))
    const { id } = form
    const isId = id.length > 0 && id.length <= 100
    const answer = isId ? await explainer.ofRecord(admin.tenant, id) : undefined
    if (answer === undefined) {
      const says = id === '' ? 'Paste the id that the caller was told.' : NO_SUCH_CALL
      return refuse(res, admin, form, new Map([['id', says]]))
    }
    const told = { answer: presentAnswer(answer, await viewFor(admin)) }
    await tools.send(res, await panelFor(admin, form, told))
  }

  async function describe(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const sent = sentForm(req.body)
    const form = readExplainForm(sent)
    const wantsAll = sent.text('ask') === 'operations'
    const { document } = await policies.read(admin.tenant.id)
    const caller = chosenCaller(form, document)
    const faults = missing(form, wantsAll)
    if (caller === undefined || faults.size > 0) return refuse(res, admin, form, faults)
    try {
      const told = wantsAll
        ? { canDo: await canDoOf(admin, form, caller) }
        : {
            answer: presentAnswer(
              await explainer.ofCall(admin.tenant, { ...form, caller }),
              await viewFor(admin),
            ),
          }
      await tools.send(res, await panelFor(admin, form, told))
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || thrown.faults === undefined) throw thrown
      const said = thrown.faults.map(
        ({ path, says }) => [FIELDS.get(path) ?? 'caller', says] as const,
      )
      await refuse(res, admin, form, new Map(said))
    }
  }

  async function canDoOf(
    { tenant }: Person,
    form: ExplainForm,
    caller: NonNullable<ReturnType<typeof chosenCaller>>,
  ): Promise<CanDoModel> {
    const address = form.address === '' ? undefined : form.address
    const answer = await explainer.ofOperations(tenant, caller, address)
    const { document } = await policies.read(tenant.id)
    return presentCanDo(answer, { document, caller: 'this caller', address, isAdmin: true })
  }

  async function viewFor({ tenant }: Person) {
    const { document } = await policies.read(tenant.id)
    return { document, now: clock.now(), root: tools.root }
  }

  async function refuse(
    res: Response,
    admin: Person,
    form: ExplainForm,
    faults: ReadonlyMap<string, string>,
  ): Promise<void> {
    await tools.send(res, await panelFor(admin, form, { faults }), { alert: INCOMPLETE })
  }

  return {
    id: 'explain',
    title: 'Why?',
    present: (admin) => panelFor(admin, NOTHING_ASKED),
    actions: [
      { path: '/ask', handle: ask },
      { path: '/describe', handle: describe },
    ],
  }
}

/** Fields of the form by the places that the explainer names. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ['path', 'path'],
  ['caller.account', 'account'],
])

function missing(form: ExplainForm, wantsAll: boolean): ReadonlyMap<string, string> {
  const faults = new Map<string, string>()
  if (form.caller === '') faults.set('caller', 'Choose who calls.')
  else if (form.caller === 'account' && form.account === '') {
    faults.set('account', 'Say which account calls.')
  }
  if (wantsAll) return faults
  if (form.path === '') faults.set('path', 'Say what is called.')
  if (form.address === '') faults.set('address', 'Say where the caller is.')
  return faults
}
