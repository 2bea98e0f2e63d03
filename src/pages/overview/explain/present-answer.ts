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
  const query = call.query === '' ? '' : `?${call.query}`
  const decided = now.kind === 'decided' ? now : undefined
  const rules = decided?.explanation.lookedAt.map((rule) => presentRule(rule, view.root)) ?? []
  const passed = decided?.explanation.passedOver.map((rule) => presentRule(rule, view.root)) ?? []
  return {
    ...headOf(now),
    method: call.method,
    address: `${call.path}${query}`,
    caller: call.caller,
    from: call.address,
    then: presentThen(answer, view),
    comparison: comparisonOf(answer),
    says: saysOf(now),
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

function headOf(now: Verdict): Pick<AnswerModel, 'tone' | 'heading'> {
  switch (now.kind) {
    case 'cannot-be-said':
      return { tone: 'open', heading: 'What the rules say now cannot be said' }
    case 'refused-before':
      return { tone: 'denied', heading: 'Refused before the rules are asked' }
    case 'decided': {
      const name = now.explanation.lookedAt.at(-1)?.name ?? ''
      if (now.dependsOn.length > 0) {
        return { tone: 'open', heading: 'What the rules say now depends' }
      }
      return now.effect === 'allow'
        ? { tone: 'allowed', heading: `Allowed by “${name}”` }
        : { tone: 'denied', heading: `Denied by “${name}”` }
    }
  }
}

function saysOf(now: Verdict): readonly string[] {
  if (now.kind === 'cannot-be-said') return [now.says]
  if (now.kind === 'refused-before') return [now.says, now.todo].filter((each) => each !== '')
  const depends = now.dependsOn.map((each) => DOUBT_WORDS[each])
  const shadows = now.explanation.decision.shadows.map(shadowWords)
  const locked = now.isLocked ? [codeWords('guard/locked')] : []
  return [...depends, ...shadows, ...locked.flatMap(({ says, todo }) => [says, todo])]
}

function shadowWords(shadow: string): string {
  const [would = '', id = ''] = shadow.split(':')
  const verb = would === 'would-deny' ? 'denied' : 'allowed'
  return `The rule ${id} is in shadow. Were it on, it would have ${verb} the call.`
}

function limitWords({ limits, effect }: DecidedVerdict): readonly string[] {
  if (effect === 'deny') return []
  if (limits === undefined) return ['The rate limits cannot be counted just now.']
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
      // Where no rule decided, its place is taken by the code, which the words explain.
      ...(rule === code ? [] : [`By “${ruleName}”.`]),
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
