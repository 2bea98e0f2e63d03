import type { Request, Response } from 'express'
import type { Person } from '../../../identity/person.ts'
import { Refusal } from '../../../lib/refusal.ts'
import { requestIdOf } from '../../../lib/request-name.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import type { RuleState } from '../../../policy/rule-state.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import type { TabAction, TabTools } from '../../page-tab.ts'
import { saveAsking, type Asking, type Question } from '../../rules/ask-first.ts'
import { faultWords } from '../../rules/place-words.ts'
import { ANSWER, presentQuestion, type QuestionModel } from '../../rules/present-question.ts'
import type { PartSaving } from '../../rules/save-part.ts'
import { sentForm } from '../../rules/sent-form.ts'
import { knownNames } from '../events/caller-words.ts'
import { lossWords } from './loss-words.ts'
import { spanOfDays } from './shadow-days.ts'
import { shadowRulesOf, withState, type ShadowRule } from './shadow-rules.ts'

/** So many days of findings are told before a rule is enforced. */
const DAYS = 30

const NOTICES: Readonly<Record<'on' | 'off', string>> = {
  on: 'is on. It holds from the next call on.',
  off: 'is off. It is not watched any more, and still there to be switched on.',
}

/** The way out of shadow: the rule holds, after it was said whom that meets; or it is off. */
export function createEnforcing(
  deps: PagesDeps,
  tools: TabTools,
  panelFor: (admin: Person, question?: QuestionModel) => Promise<object>,
): readonly TabAction[] {
  const { policies, reader, clock } = deps

  const leaveShadow =
    (state: Exclude<RuleState, 'shadow'>) =>
    async (req: Request, res: Response): Promise<void> => {
      const admin = await adminOf(deps, req)
      const rule = ruleIn(req, (await policies.read(admin.tenant.id)).document)
      const answer = sentForm(req.body).text(ANSWER)
      const asking = askingFor(rule, state, answer)
      const saving = await saveAsking(deps, admin, requestIdOf(res), asking, (document) =>
        stated(document, rule, state),
      )
      switch (saving.kind) {
        case 'saved':
          return tools.send(res, await panelFor(admin), {
            notice: `“${rule.name}” ${NOTICES[state]}`,
          })
        case 'asks': {
          const question = await withFindings(admin, rule, saving.question)
          const action = `${tools.actions}/${rule.kind}/${rule.id}/enforce`
          const to = { form: 'this', action, cancelAction: tools.actions, target: '#overview' }
          return tools.send(res, await panelFor(admin, presentQuestion(question, to)))
        }
        case 'outdated':
          return tools.send(res, await panelFor(admin), { alert: OUTDATED })
        case 'refused': {
          const { document } = await policies.read(admin.tenant.id)
          const alert = saving.faults.map((fault) => faultWords(fault, document)).join(' ')
          return tools.send(res, await panelFor(admin), { alert })
        }
      }
    }

  // What was found is told beside the question and is no part of its answer: on a busy site there is more
  // of it with every second.
  async function withFindings(
    { tenant }: Person,
    rule: ShadowRule,
    question: Question,
  ): Promise<Question> {
    const [findings, names] = await Promise.all([
      reader.shadowFindings(tenant.id, spanOfDays(DAYS, clock.now())),
      knownNames(deps, tenant.id),
    ])
    const own = findings.filter(({ shadow }) => shadow === rule.shadow)
    const words = own.length === 0 ? [nobodyWords(rule)] : lossWords(own, names, DAYS)
    return { ...question, seen: words }
  }

  return [
    { path: '/:kind/:ruleId/enforce', handle: leaveShadow('on') },
    { path: '/:kind/:ruleId/off', handle: leaveShadow('off') },
  ]
}

function askingFor(rule: ShadowRule, state: RuleState, answer: string): Asking {
  if (state !== 'on') return { answer }
  const locks = `${rule.about}: whoever makes them is locked until somebody unlocks it.`
  const alsoLoses = () => (rule.kind === 'guard' ? [locks] : [])
  // Also of what takes nothing away: it opens something.
  return { answer, alwaysAsks: true, alsoLoses }
}

/** @throws Refusal `request/not-found` for what is not in shadow */
function ruleIn(req: Request, document: PolicyDocument): ShadowRule {
  const { kind, ruleId } = req.params
  const rule = shadowRulesOf(document).find((each) => each.kind === kind && each.id === ruleId)
  if (rule === undefined)
    throw new Refusal('request/not-found', { detail: 'no such rule in shadow' })
  return rule
}

function stated(document: PolicyDocument, rule: ShadowRule, state: RuleState): PartSaving {
  const isInShadow = shadowRulesOf(document).some(({ shadow }) => shadow === rule.shadow)
  return isInShadow
    ? { kind: 'saved', document: withState(document, rule, state) }
    : { kind: 'outdated' }
}

function nobodyWords({ opens }: ShadowRule): string {
  const what = opens ? 'allowed' : 'met'
  return `In the last ${String(DAYS)} days it would have ${what} no call.`
}

const OUTDATED =
  'Nothing was changed: somebody else has changed the rule meanwhile. Below is what is in shadow now.'
