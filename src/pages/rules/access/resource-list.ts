import type { Request, Response } from 'express'
import { z } from 'zod'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { ResourceRule } from '../../../policy/resource-rule.ts'
import { RULE_STATES } from '../../../policy/rule-state.ts'
import { starterSets } from '../../../policy/starter-sets.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import { saveAsking } from '../ask-first.ts'
import { ANSWER, presentQuestion } from '../present-question.ts'
import type { TabAction, TabTools } from '../../page-tab.ts'
import { sentForm } from '../sent-form.ts'
import type { AccessPanel } from './access-panel.ts'
import type { RuleFocus } from './present-resources.ts'
import { addedWords, withStarterSet } from './present-starter-sets.ts'
import { stateEffect, STATE_WORDS } from './rule-words.ts'

const stateForm = z.object({ state: z.enum(RULE_STATES) })
const moveForm = z.object({ to: z.enum(['up', 'down']) })

/** What becomes of the rules, and what is told of it. */
interface ListChange {
  readonly resources: readonly ResourceRule[]
  readonly notice: string
  readonly focus?: RuleFocus
  /** Where the answer goes if this has to be asked about, below the tab's own path. */
  readonly again?: string
}

/** What is done to resource rules in their list. */
export function createResourceList(
  deps: PagesDeps,
  tools: TabTools,
  panel: AccessPanel,
): readonly TabAction[] {
  const sets = starterSets(deps.product)

  async function setState(req: Request, res: Response): Promise<void> {
    await changeOne(req, res, (rule, resources) => {
      const { state } = parsed(stateForm, req)
      return {
        resources: resources.map((each) => (each === rule ? { ...rule, state } : each)),
        notice: `“${rule.name}”: ${STATE_WORDS[state]}. ${stateEffect(rule, state)}`,
        focus: { id: rule.id, button: 'state' },
        again: `resources/${rule.id}/state`,
      }
    })
  }

  async function move(req: Request, res: Response): Promise<void> {
    await changeOne(req, res, (rule, resources) => {
      const { to } = parsed(moveForm, req)
      const others = resources.filter((each) => each !== rule)
      const at = Math.max(0, resources.indexOf(rule) + (to === 'up' ? -1 : 1))
      const moved = others.toSpliced(at, 0, rule)
      const place = `${String(moved.indexOf(rule) + 1)} of ${String(moved.length)}`
      return {
        resources: moved,
        notice: `“${rule.name}” is now rule ${place}.`,
        focus: { id: rule.id, button: to },
      }
    })
  }

  async function remove(req: Request, res: Response): Promise<void> {
    await changeOne(req, res, (rule, resources) => ({
      resources: resources.filter((each) => each !== rule),
      notice: `“${rule.name}” is removed. This holds from the next call on.`,
      again: `resources/${rule.id}/remove`,
    }))
  }

  async function addSet(req: Request, res: Response): Promise<void> {
    const set = sets.find(({ id }) => id === req.params['setId'])
    await change(req, res, ({ resources }) => {
      if (set === undefined) throw new Refusal('request/not-found', { detail: 'no such set' })
      const added = withStarterSet(resources, set)
      const again = `starters/${set.id}/add`
      return { resources: added.resources, notice: addedWords(set, added), again }
    })
  }

  const changeOne = (
    req: Request,
    res: Response,
    decide: (rule: ResourceRule, resources: readonly ResourceRule[]) => ListChange,
  ) =>
    change(req, res, ({ resources }) => {
      const rule = resources.find(({ id }) => id === req.params['ruleId'])
      if (rule === undefined) throw new Refusal('request/not-found', { detail: 'no such rule' })
      return decide(rule, resources)
    })

  async function change(
    req: Request,
    res: Response,
    decide: (document: PolicyDocument) => ListChange,
  ): Promise<void> {
    const admin = await adminOf(deps, req)
    let made: ListChange | undefined
    const sent = sentForm(req.body)
    const asking = { answer: sent.text(ANSWER) }
    const saving = await saveAsking(deps, admin, requestIdOf(res), asking, (document) => {
      made = decide(document)
      return { kind: 'saved', document: { ...document, resources: made.resources } }
    })
    if (saving.kind === 'asks') {
      const state = sent.text('state')
      const action = `${tools.actions}/${made?.again ?? ''}`
      const to = { form: 'this', action, cancelAction: tools.actions }
      const question = presentQuestion(saving.question, to, state === '' ? {} : { state })
      await tools.send(res, await panel.asking(admin, question))
      return
    }
    if (saving.kind === 'refused') {
      const alert = saving.faults.map(({ says }) => says).join(' ')
      await tools.send(res, await panel.list(admin), { alert })
      return
    }
    const notice = made === undefined ? {} : { notice: made.notice }
    await tools.send(res, await panel.list(admin, made?.focus), notice)
  }

  return [
    { path: '/resources/:ruleId/state', handle: setState },
    { path: '/resources/:ruleId/move', handle: move },
    { path: '/resources/:ruleId/remove', handle: remove },
    { path: '/starters/:setId/add', handle: addSet },
  ]
}

function parsed<T>(form: z.ZodType<T>, req: Request): T {
  const reading = form.safeParse(req.body)
  if (!reading.success) throw new Refusal('request/invalid-input', { cause: reading.error })
  return reading.data
}
