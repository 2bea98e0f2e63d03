import type { Answer, DecidedVerdict, Verdict } from '../../../policy/explain/answers.ts'
import { codeWords } from '../../../policy/explain/code-words.ts'
import type { LimitLook } from '../../../policy/limit-counts.ts'
import type { PolicyDocument } from '../../../policy/policy-document.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import { DOUBT_WORDS } from './doubt-words.ts'
import { presentRule, ruleLink, type RuleLink, type RuleModel } from './present-rule.ts'

export interface AnswerModel {
  readonly tone: 'allowed' | 'denied' | 'open'
  readonly heading: string
  readonly method: string
  readonly address: string
  readonly caller: string
  readonly from: string
  readonly then: ThenModel | undefined
  /** How what was recorded and what the rules say now go together. */
  readonly comparison: string | undefined
  readonly says: readonly string[]
  readonly code: string | undefined
  readonly link: RuleLink | undefined
  readonly decider: RuleModel | undefined
  readonly others: readonly RuleModel[]
  readonly passedOver: readonly RuleModel[]
  readonly othersCount: string
  readonly passedOverCount: string
  readonly limits: readonly string[]
}

interface ThenModel {
  readonly at: Moment
  readonly word: string
  readonly version: string
  readonly says: readonly string[]
  readonly detail: string | undefined
  readonly link: RuleLink | undefined
}

export interface AnswerView {
  readonly document: PolicyDocument
  readonly now: number
  /** Path of the pages' door. */
  readonly root: string
}

export function presentAnswer(answer: Answer, view: AnswerView): AnswerModel {
  const { call, now } = answer
  const then = presentThen(answer, view)
  const query = call.query === '' ? '' : `?${call.query}`
  const decided = now.kind === 'decided' ? now : undefined
  const rules = decided?.explanation.lookedAt.map((rule) => presentRule(rule, view.root)) ?? []
  const passed = decided?.explanation.passedOver.map((rule) => presentRule(rule, view.root)) ?? []
  return {
    ...headOf(answer),
    method: call.method,
    address: `${call.path}${query}`,
    caller: call.caller,
    from: call.address,
    then,
    comparison: comparisonOf(answer),
    // What the log says already is not said twice.
    says: saysOf(now, view.document).filter((each) => then?.says.includes(each) !== true),
    code: now.kind === 'cannot-be-said' ? undefined : now.code,
    link: now.kind === 'refused-before' ? ruleLink('', now.place, view.root) : undefined,
    decider: rules.at(-1),
    others: rules.slice(0, -1),
    passedOver: passed,
    othersCount: countOf(rules.length - 1, 'were looked at before', 'was looked at before'),
    passedOverCount: countOf(passed.length, 'were not looked at', 'was not looked at'),
    limits: decided === undefined ? [] : limitWords(decided),
  }
}

type Head = Pick<AnswerModel, 'tone' | 'heading'>

// Whoever pastes the id of a refusal reads this first: it never says “allowed” alone of a call that was refused.
function headOf({ then, now }: Answer): Head {
  switch (now.kind) {
    case 'cannot-be-said':
      if (then === undefined)
        return { tone: 'open', heading: 'What the rules say now cannot be said' }
      return then.decision === 'deny'
        ? { tone: 'denied', heading: 'It was refused' }
        : { tone: 'allowed', heading: 'It was let through' }
    case 'refused-before':
      return { tone: 'denied', heading: 'Refused before the rules are asked' }
    case 'decided': {
      if (now.dependsOn.length > 0) {
        return { tone: 'open', heading: 'What the rules say now depends' }
      }
      if (now.isLocked) return { tone: 'denied', heading: 'Refused, because its caller is locked' }
      const name = now.explanation.lookedAt.at(-1)?.name ?? ''
      return decidedHead(`by “${name}”`, then?.decision, now.effect)
    }
  }
}

function decidedHead(by: string, then: 'allow' | 'deny' | undefined, now: 'allow' | 'deny'): Head {
  const isOtherwise = then !== undefined && then !== now
  if (now === 'allow') {
    return isOtherwise
      ? { tone: 'open', heading: `It was refused; now it is allowed ${by}` }
      : { tone: 'allowed', heading: `Allowed ${by}` }
  }
  return isOtherwise
    ? { tone: 'open', heading: `It was let through; now it is denied ${by}` }
    : { tone: 'denied', heading: `Denied ${by}` }
}

function saysOf(now: Verdict, document: PolicyDocument): readonly string[] {
  if (now.kind === 'cannot-be-said') return [now.says]
  if (now.kind === 'refused-before') return [now.says, now.todo].filter((each) => each !== '')
  const depends = now.dependsOn.map((each) => DOUBT_WORDS[each])
  const shadows = now.explanation.decision.shadows.map((shadow) => shadowWords(shadow, document))
  const locked = now.isLocked ? [codeWords('guard/locked')] : []
  return [...depends, ...shadows, ...locked.flatMap(({ says, todo }) => [says, todo])]
}

function shadowWords(shadow: string, { resources }: PolicyDocument): string {
  const [would = '', id = ''] = shadow.split(':')
  const verb = would === 'would-deny' ? 'denied' : 'allowed'
  const name = resources.find((rule) => rule.id === id)?.name ?? id
  return `The rule “${name}” is in shadow. Were it on, it would have ${verb} the call.`
}

function limitWords({ limits, effect }: DecidedVerdict): readonly string[] {
  if (effect === 'deny') return []
  if (limits === undefined) return ['What is left of the rate limits cannot be said.']
  if (limits.length === 0) return ['No rate limit counts this call.']
  return limits.map(oneLimit)
}

function oneLimit({ rule, points, fits, remaining, endsInSeconds, fromBurst }: LimitLook): string {
  const left = `“${rule.name}”: ${remaining.toLocaleString('en-GB')} of ${rule.points.toLocaleString('en-GB')} points are left, and the call takes ${String(points)}.`
  if (fromBurst) return `${left} It would come from the burst.`
  if (fits) return left
  const refuses = rule.state === 'on' ? 'It would be refused' : 'In shadow, it would be recorded'
  return `${left} ${refuses} for the next ${String(endsInSeconds)} seconds.`
}

function presentThen({ then }: Answer, { now, root }: AnswerView): ThenModel | undefined {
  if (then === undefined) return undefined
  const { words, decision, rule, ruleName, policyVersion, status, code, detail } = then
  const isRefused = decision === 'deny'
  const answered = status === undefined ? '' : `, answered with ${String(status)}`
  return {
    at: momentOf(then.at, now),
    word: isRefused ? `Refused${code === undefined ? '' : ` with ${code}`}` : `Allowed${answered}`,
    version: policyVersion === undefined ? '' : `Version ${String(policyVersion)} of the rules.`,
    says: [
      // Where no rule decided, its place is taken by the code, which the words explain; the guard has
      // no name but theirs.
      ...(rule === code || rule.startsWith('guard:') ? [] : [`By “${ruleName}”.`]),
      ...(words === undefined || code?.startsWith('call/') === true
        ? []
        : [words.says, words.todo].filter((each) => each !== '')),
    ],
    detail,
    link: words === undefined ? undefined : ruleLink('', words.place, root),
  }
}

function comparisonOf({ then, differs, now }: Answer): string | undefined {
  if (then === undefined || now.kind === 'cannot-be-said') return undefined
  if (differs === undefined) return 'Whether this is otherwise now cannot be said.'
  return differs ? 'This is otherwise now.' : 'This is so now as well.'
}

function countOf(count: number, many: string, one: string): string {
  return count === 1 ? `1 other rule ${one}` : `${String(Math.max(0, count))} other rules ${many}`
}
