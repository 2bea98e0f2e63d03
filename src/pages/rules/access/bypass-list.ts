import type { Request, Response } from 'express'
import { z } from 'zod'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import type { Bypass } from '../../../policy/bypass.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import { saveAsking } from '../ask-first.ts'
import { ANSWER, presentQuestion } from '../present-question.ts'
import type { TabAction, TabTold, TabTools } from '../../page-tab.ts'
import { sentForm } from '../sent-form.ts'
import type { AccessPanel } from './access-panel.ts'
import { isInForce } from './present-bypasses.ts'

const enabledForm = z.object({ enabled: z.enum(['on', 'off']) })

/** What becomes of a bypass, and what is told of it; undefined removes it. */
interface BypassChange {
  readonly bypass: Bypass | undefined
  readonly notice: string
}

/** What is done to bypasses in their list. */
export function createBypassList(
  deps: PagesDeps,
  tools: TabTools,
  panel: AccessPanel,
): readonly TabAction[] {
  async function setEnabled(req: Request, res: Response): Promise<void> {
    await changeOne(req, res, (bypass) => {
      const form = enabledForm.safeParse(req.body)
      if (!form.success) throw new Refusal('request/invalid-input', { cause: form.error })
      const wanted = { ...bypass, enabled: form.data.enabled === 'on' }
      const now = deps.clock.now()
      // One that has reached its end stays as it was, or it would only look as if it held.
      const bypassThen = wanted.enabled && !isInForce(wanted, now) ? bypass : wanted
      return { bypass: bypassThen, notice: enabledWords(wanted, now) }
    })
  }

  async function remove(req: Request, res: Response): Promise<void> {
    await changeOne(req, res, ({ name }) => ({
      bypass: undefined,
      notice: `“${name}” is removed. No call goes past the rules by it from now on.`,
    }))
  }

  async function changeOne(
    req: Request,
    res: Response,
    decide: (bypass: Bypass) => BypassChange,
  ): Promise<void> {
    const admin = await adminOf(deps, req)
    let [told, again]: [TabTold, string] = [{}, '']
    const sent = sentForm(req.body)
    const asking = { answer: sent.text(ANSWER) }
    const saving = await saveAsking(deps, admin, requestIdOf(res), asking, (document) => {
      const bypass = document.bypasses.find(({ id }) => id === req.params['bypassId'])
      if (bypass === undefined) throw new Refusal('request/not-found', { detail: 'no such bypass' })
      const change = decide(bypass)
      told = { notice: change.notice }
      again = `${bypass.id}/${change.bypass === undefined ? 'remove' : 'enabled'}`
      const bypasses = document.bypasses.flatMap((each) =>
        each === bypass ? (change.bypass ?? []) : each,
      )
      return { kind: 'saved', document: { ...document, bypasses } }
    })
    if (saving.kind === 'asks') {
      const enabled = sent.text('enabled')
      const action = `${tools.actions}/bypasses/${again}`
      const to = { form: 'this', action, cancelAction: tools.actions }
      const question = presentQuestion(saving.question, to, enabled === '' ? {} : { enabled })
      await tools.send(res, await panel.asking(admin, question))
      return
    }
    if (saving.kind === 'refused') told = { alert: saving.faults.map(({ says }) => says).join(' ') }
    await tools.send(res, await panel.list(admin), told)
  }

  return [
    { path: '/bypasses/:bypassId/enabled', handle: setEnabled },
    { path: '/bypasses/:bypassId/remove', handle: remove },
  ]
}

function enabledWords(bypass: Bypass, now: number): string {
  const { name, enabled } = bypass
  if (!enabled) return `“${name}” is ended. No call goes past the rules by it from now on.`
  return isInForce(bypass, now)
    ? `“${name}” is in force again, until its end.`
    : `“${name}” has reached its end. Give it a new one for it to hold.`
}
