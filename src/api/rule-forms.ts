import { CREDENTIAL_KINDS } from '../identity/principal.ts'
import type { Bypass } from '../policy/bypass.ts'
import {
  LIMIT_SCOPES,
  type BudgetRules,
  type DestructiveLimit,
  type LimitRule,
  type LimitRules,
} from '../policy/limit-rule.ts'
import { RULE_METHODS, type QueryCondition, type ResourceRule } from '../policy/resource-rule.ts'
import { RULE_STATES } from '../policy/rule-state.ts'
import type { Who } from '../policy/who.ts'
import { listOf, named, oneOf, record, TEXT, YES_OR_NO } from './forms.ts'
import type { JsonSchema } from './operation.ts'
import { NETWORKS } from './provider-forms.ts'
import { formLike } from './typed-form.ts'

const COUNT: JsonSchema = { type: 'integer', minimum: 1 }
const ID: JsonSchema = {
  type: 'string',
  description: 'Lower-case letters, digits and hyphens; unique in its list.',
}
const STATE: JsonSchema = {
  ...oneOf(...RULE_STATES),
  description: 'In `shadow`, what it would do is recorded and nothing else.',
}
const METHODS: JsonSchema = {
  oneOf: [oneOf('all', 'reads'), listOf(oneOf(...RULE_METHODS), { minItems: 1 })],
}
const PATH: JsonSchema = {
  type: 'string',
  description: 'Below the product’s base URL; `{name}` is one segment, `**` at the end any number.',
}

type MemberOf<Union> = Union extends unknown ? keyof Union : never

const WHO: Readonly<Record<MemberOf<Who>, JsonSchema>> = {
  all: listOf(named('Who')),
  any: listOf(named('Who')),
  none: listOf(named('Who')),
  group: TEXT,
  provider: TEXT,
  credential: oneOf(...CREDENTIAL_KINDS),
  token: TEXT,
  network: TEXT,
}

type Having<Name extends string> = Extract<QueryCondition, Readonly<Record<Name, unknown>>>

const queryCondition: JsonSchema = {
  oneOf: [
    formLike<Having<'is'>>({ name: TEXT, is: oneOf('present', 'absent') }, {}),
    formLike<Having<'equals'>>({ name: TEXT, equals: TEXT }, {}),
    formLike<Having<'in'>>({ name: TEXT, in: listOf(TEXT) }, {}),
  ],
}

const resourceRule = formLike<ResourceRule>(
  {
    id: ID,
    name: TEXT,
    state: STATE,
    effect: oneOf('allow', 'deny'),
    methods: METHODS,
    path: PATH,
  },
  {
    query: listOf(named('QueryCondition')),
    actsAs: oneOf('user', 'app'),
    who: named('Who'),
    networks: NETWORKS,
    anonymous: YES_OR_NO,
    anonymousConfirmed: {
      ...YES_OR_NO,
      description:
        'On the prefix for tokens of a Data Center site: that it is open to nobody too is wanted.',
    },
    cost: COUNT,
  },
)

const bypass = formLike<Bypass>(
  {
    id: ID,
    name: TEXT,
    enabled: YES_OR_NO,
    methods: METHODS,
    path: PATH,
    networks: NETWORKS,
    ownerAccountId: TEXT,
    reason: TEXT,
    expiresAt: { type: 'string', format: 'date-time' },
  },
  {},
)

const limitRule = formLike<LimitRule>(
  {
    id: ID,
    name: TEXT,
    state: STATE,
    per: oneOf(...LIMIT_SCOPES),
    points: COUNT,
    seconds: COUNT,
  },
  {
    who: named('Who'),
    burst: formLike<NonNullable<LimitRule['burst']>>({ points: COUNT, seconds: COUNT }, {}),
  },
)

/** Forms of rules, by their names among the components of the document. */
export const RULE_FORMS = {
  Who: { oneOf: Object.entries(WHO).map(([name, form]) => record({ [name]: form })) },
  QueryCondition: queryCondition,
  ResourceRule: resourceRule,
  Bypass: bypass,
  LimitRule: limitRule,
  LimitRules: formLike<LimitRules>(
    { rules: listOf(named('LimitRule')), readsWhenBroken: oneOf('refused', 'served') },
    { destructive: named('DestructiveLimit'), budget: named('BudgetRules') },
  ),
  DestructiveLimit: formLike<DestructiveLimit>({ perHour: COUNT, state: STATE }, {}),
  BudgetRules: formLike<BudgetRules>(
    {
      reservePercent: { type: 'integer', minimum: 0, maximum: 90 },
      lowPriority: listOf(TEXT, { description: 'Ids of groups of this policy.' }),
      weights: listOf(record({ group: TEXT, weight: { type: 'integer', minimum: 2 } })),
    },
    {},
  ),
} as const
