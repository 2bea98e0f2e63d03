import { Refusal } from '../lib/refusal.ts'
import type { Answer, Verdict } from '../policy/explain/answers.ts'
import type { CatalogueAnswer, Explainer } from '../policy/explain/explainer.ts'
import type { OperationAnswer } from '../policy/explain/operation-answer.ts'
import { CAN_DO, EXPLANATION } from './explain-forms.ts'
import { callerOf, canDoInput, explainInput } from './explain-input.ts'
import { formOf } from './forms.ts'
import { parseInput } from './invalid-input.ts'
import type { ManagementCall, Operation } from './operation.ts'

export interface ExplainOperationDeps {
  readonly explainer: Explainer
}

/** Why calls are treated as they are. */
export function explainOperations({ explainer }: ExplainOperationDeps): readonly Operation[] {
  async function explain({ person: { tenant }, input }: ManagementCall) {
    const { id, caller, method, path, address } = parseInput(explainInput, input)
    if (caller === undefined) {
      const answer = await explainer.ofRecord(tenant, id ?? '')
      if (answer === undefined) throw new Refusal('request/not-found', { detail: 'no such call' })
      return { status: 200 as const, body: shown(answer) }
    }
    // With a caller the schema has demanded the rest.
    const described = { caller: callerOf(caller), method: method ?? '', path: path ?? '' }
    const answer = await explainer.ofCall(tenant, { ...described, address: address ?? '' })
    return { status: 200 as const, body: shown(answer) }
  }

  async function canDo({ person: { tenant }, input }: ManagementCall) {
    const { caller, address } = parseInput(canDoInput, input)
    const answer = await explainer.ofOperations(tenant, callerOf(caller), address)
    return { status: 200 as const, body: shownOperations(answer) }
  }

  return [
    {
      method: 'post',
      path: '/policy/explain',
      name: 'explainCall',
      says:
        'Why a call is allowed or denied: one of the log, by the id of its event or of its request, ' +
        'or one that is described. Nothing is called, counted or stored.',
      input: formOf(explainInput),
      answer: { status: 200, says: 'Each rule that was looked at, and why.', form: EXPLANATION },
      refuses: [],
      handle: explain,
    },
    {
      method: 'post',
      path: '/policy/explain/catalogue',
      name: 'explainOperations',
      says:
        'What a caller can do: what becomes of each operation of the catalogue. Without an address, ' +
        'of calls from wherever the caller may call.',
      input: formOf(canDoInput),
      answer: { status: 200, says: 'Each operation, with its answer.', form: CAN_DO },
      refuses: [],
      handle: canDo,
    },
  ]
}

// Members that are not there are left out of the JSON.
function shown({ call, then, now, differs }: Answer) {
  const { at = 0 } = then ?? {}
  return {
    call,
    then: then && { ...then, at: new Date(at).toISOString() },
    now: shownVerdict(now),
    differs,
  }
}

function shownVerdict(verdict: Verdict) {
  if (verdict.kind !== 'decided') return verdict
  const { explanation, limits, ...rest } = verdict
  const { decision, lookedAt, passedOver } = explanation
  return {
    ...rest,
    rule: decision.rule,
    lookedAt,
    passedOver,
    shadows: decision.shadows,
    limits: limits?.map(({ rule, points, ...look }) => {
      const { id, name, state } = rule
      return { id, name, state, takes: points, ...look }
    }),
  }
}

function shownOperations(answer: CatalogueAnswer) {
  if (answer.kind !== 'answered') return answer
  return { kind: answer.kind, operations: answer.operations.map(shownOperation) }
}

function shownOperation({ operation, settled }: OperationAnswer) {
  const { method, path, title, tag } = operation
  const isCertain = settled.kind === 'certain'
  const decision = isCertain ? settled.decision : settled.atWorst
  const certainly = decision.effect === 'allow' ? 'allowed' : 'denied'
  return {
    method,
    path,
    title,
    tag,
    answer: isCertain ? certainly : 'depends',
    rule: decision.rule,
    dependsOn: isCertain ? [] : settled.on,
    code: isCertain && decision.effect === 'deny' ? decision.code : undefined,
  }
}
