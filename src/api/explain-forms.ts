import type { LookedAtRule, PassedOverRule, ToldPart } from '../policy/explain/explanation.ts'
import { listOf, named, oneOf, record, TEXT, YES_OR_NO } from './forms.ts'
import type { JsonSchema } from './operation.ts'
import { formLike } from './typed-form.ts'

const COUNT: JsonSchema = { type: 'integer', minimum: 0 }
const PLACE: JsonSchema = {
  ...oneOf('access', 'switches', 'networks', 'groups', 'limits', 'tokens', 'versions', 'providers'),
  description: 'Where it is set: a tab of Gatehouse rules, or the page of identity providers.',
}
const SAYS: JsonSchema = { type: 'string', description: 'For people; may be reworded.' }
const DEPENDS: JsonSchema = listOf(oneOf('query', 'path', 'address', 'grant'), {
  description: 'On what that is not known it depends.',
})

const part = formLike<ToldPart>(
  {
    part: oneOf('credential', 'acting', 'network', 'caller', 'query'),
    holds: YES_OR_NO,
    asks: SAYS,
  },
  {},
)

const ruleMembers = { rule: TEXT, name: TEXT, says: SAYS, because: TEXT, parts: listOf(part) }
// Without a place the member is left out of the JSON.
const lookedAt = formLike<Omit<LookedAtRule, 'place'>>(
  { ...ruleMembers, matched: YES_OR_NO, decides: YES_OR_NO },
  {},
)
const passedOver = formLike<Omit<PassedOverRule, 'place'>>(ruleMembers, {})

const withPlace = (form: JsonSchema): JsonSchema => ({
  ...form,
  properties: { ...(form['properties'] as object), place: PLACE }, // `record` gives every form some.
})

const limit = record(
  {
    id: TEXT,
    name: TEXT,
    state: oneOf('on', 'shadow'),
    takes: COUNT,
    remaining: COUNT,
    endsInSeconds: COUNT,
    fits: YES_OR_NO,
    fromBurst: YES_OR_NO,
  },
  { group: TEXT },
)

const decided = record(
  {
    kind: oneOf('decided'),
    effect: oneOf('allow', 'deny'),
    policyVersion: COUNT,
    rule: TEXT,
    lookedAt: listOf(withPlace(lookedAt), { description: 'In order; the last one decides.' }),
    passedOver: listOf(withPlace(passedOver)),
    shadows: listOf(TEXT, { description: 'What rules in shadow would have done.' }),
    dependsOn: DEPENDS,
    isLocked: { ...YES_OR_NO, description: 'The caller is locked for deleting too much.' },
  },
  {
    code: TEXT,
    limits: listOf(limit, {
      description: 'That count the call, where it is allowed; absent while they cannot be counted.',
    }),
  },
)
const refusedBefore = record(
  { kind: oneOf('refused-before'), code: TEXT, says: SAYS, todo: SAYS },
  { place: PLACE },
)
const unsayable = record({ kind: oneOf('cannot-be-said'), says: SAYS })

const explanation = record(
  {
    call: record({ method: TEXT, path: TEXT, query: TEXT, address: TEXT, caller: SAYS }),
    now: {
      oneOf: [decided, refusedBefore, unsayable],
      description: 'Under the rules as they are now.',
    },
  },
  {
    then: record(
      {
        eventId: TEXT,
        requestId: TEXT,
        at: { type: 'string', format: 'date-time' },
        decision: oneOf('allow', 'deny'),
        rule: TEXT,
        ruleName: TEXT,
      },
      {
        policyVersion: COUNT,
        code: TEXT,
        status: COUNT,
        detail: TEXT,
        words: record({ says: SAYS, todo: SAYS }, { place: PLACE }),
      },
    ),
    differs: {
      ...YES_OR_NO,
      description: 'Whether the rules say otherwise now; absent where that cannot be said.',
    },
  },
)

const canDo = {
  oneOf: [
    refusedBefore,
    record({
      kind: oneOf('answered'),
      operations: listOf(
        record(
          {
            method: TEXT,
            path: TEXT,
            title: TEXT,
            tag: TEXT,
            answer: oneOf('allowed', 'denied', 'depends'),
            rule: TEXT,
            dependsOn: DEPENDS,
          },
          { code: TEXT },
        ),
      ),
    }),
  ],
}

/** Forms about why, by their names among the components of the document. */
export const EXPLAIN_FORMS = { Explanation: explanation, CanDo: canDo } as const

export const EXPLANATION: JsonSchema = named('Explanation')
export const CAN_DO: JsonSchema = named('CanDo')
