import type { Request, Response } from 'express'
import { Refusal } from '../../../lib/refusal.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { impactOf } from '../../../policy/policy-impact.ts'
import type { ResourceRule } from '../../../policy/resource-rule.ts'
import { RULE_STATES } from '../../../policy/rule-state.ts'
import { adminOf } from '../../admin-of.ts'
import { sendHtml, type PagesDeps } from '../../page-room.ts'
import { answerTo } from '../ask-first.ts'
import type { TabAction, TabTools } from '../../page-tab.ts'
import { stateEffect, STATE_WORDS } from './rule-words.ts'

/**
 * What is asked before a rule is removed or switched, loaded when the question is opened: what comes of
 * it takes a look at the whole policy, which would be too long to wait for of every rule at once.
 */
export function createResourceQuestions(deps: PagesDeps, tools: TabTools): readonly TabAction[] {
  const { policies } = deps
  const actions = `${tools.actions}/resources`

  async function ruleOf(req: Request) {
    const { tenant } = await adminOf(deps, req)
    const { document } = await policies.read(tenant.id)
    const rule = document.resources.find(({ id }) => id === req.params['ruleId'])
    if (rule === undefined) throw new Refusal('request/not-found', { detail: 'no such rule' })
    return { document, rule, action: `${actions}/${rule.id}` }
  }

  async function askRemoval(req: Request, res: Response): Promise<void> {
    const { document, rule, action } = await ruleOf(req)
    const told = consequencesOf(document, rule, undefined)
    const model = { action, ...told, isNone: told.consequences.length === 0 }
    sendHtml(res, await tools.views.render('partials/rules-access-removal', model))
  }

  async function askState(req: Request, res: Response): Promise<void> {
    const { document, rule, action } = await ruleOf(req)
    const others = RULE_STATES.filter((state) => state !== rule.state).map((state) => ({
      value: state,
      label: STATE_WORDS[state],
      effect: stateEffect(rule, state),
      ...consequencesOf(document, rule, { ...rule, state }),
    }))
    const now = { label: STATE_WORDS[rule.state], effect: stateEffect(rule, rule.state) }
    const model = { action, name: rule.name, now, others }
    sendHtml(res, await tools.views.render('partials/rules-access-states', model))
  }

  return [
    { path: '/resources/:ruleId/ask-removal', handle: askRemoval },
    { path: '/resources/:ruleId/ask-state', handle: askState },
  ]
}

/** @param instead what takes the place of the rule; undefined removes it */
function consequencesOf(
  document: PolicyDocument,
  rule: ResourceRule,
  instead: ResourceRule | undefined,
): { readonly consequences: readonly string[]; readonly answer: string } {
  const resources = document.resources.flatMap((each) => (each === rule ? (instead ?? []) : each))
  const { loses, gains } = impactOf(document, { ...document, resources })
  return { consequences: [...loses, ...gains], answer: answerTo(loses) }
}
