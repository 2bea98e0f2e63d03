import type { RetentionRules } from '../audit/retention-rules.ts'
import type { Problem } from '../lib/problem.ts'
import type { PresentVersion } from '../lib/refusal.ts'
import type { AccessRules, Group, GroupSource } from '../policy/group.ts'
import type { NetworkRules, OwnProxy } from '../policy/networks.ts'
import { KEEP_DAYS_MAX, KEEP_EVENTS_MIN } from '../policy/parse-retention.ts'
import type { Policy, PolicyDocument } from '../policy/policy-document.ts'
import type { DATA_CENTER_SWITCHES, Switches } from '../policy/switches.ts'
import type { TokenRules } from '../policy/token-rules.ts'
import { listOf, named, oneOf, record, TEXT, YES_OR_NO } from './forms.ts'
import { HISTORY_FORMS, VERSION } from './history-forms.ts'
import type { JsonSchema } from './operation.ts'
import { RULE_FORMS } from './rule-forms.ts'
import { formLike } from './typed-form.ts'

const COUNT: JsonSchema = { type: 'integer', minimum: 1 }
const NETWORKS = listOf(TEXT, { description: 'CIDRs, or single addresses.' })
const GROUPS = listOf(TEXT, { description: 'Ids of groups of this policy.' })
const EVERYONE_OR_GROUPS: JsonSchema = { oneOf: [oneOf('everyone'), GROUPS] }

const OF_DATA_CENTER: JsonSchema = {
  ...YES_OR_NO,
  default: false,
  description: 'Of Data Center sites; a site of the Cloud cannot have it on.',
}

// Those of Data Center may be left out, and are off then.
type SentSwitches = Omit<Switches, OfDataCenter> & Partial<Pick<Switches, OfDataCenter>>
type OfDataCenter = (typeof DATA_CENTER_SWITCHES)[number]

const switches = formLike<SentSwitches>(
  {
    gateway: YES_OR_NO,
    anonymousCalls: YES_OR_NO,
    usersMayCreateTokens: YES_OR_NO,
    tokenDaysMax: COUNT,
    apiTokens: YES_OR_NO,
    providerTokens: YES_OR_NO,
    contextTokens: YES_OR_NO,
    basicPassThrough: YES_OR_NO,
  },
  { signOnCookies: OF_DATA_CENTER, bearerPassThrough: OF_DATA_CENTER },
)

type SourceFrom<From> = Extract<GroupSource, { readonly from: From }>

const groupSource: JsonSchema = {
  oneOf: [
    formLike<SourceFrom<'product'>>({ from: oneOf('product'), groupId: TEXT, name: TEXT }, {}),
    formLike<SourceFrom<'provider'>>({ from: oneOf('provider'), provider: TEXT, value: TEXT }, {}),
  ],
}

const group = formLike<Group>(
  { id: TEXT, name: TEXT, sources: listOf(named('GroupSource'), { minItems: 1 }) },
  { tokenDaysMax: COUNT, liveTokensMax: COUNT },
)

const accessRules = formLike<AccessRules>(
  {
    mayCall: EVERYONE_OR_GROUPS,
    readOnly: GROUPS,
    fullAccess: GROUPS,
    mayHoldTokens: EVERYONE_OR_GROUPS,
  },
  {},
)

const networkRules = formLike<NetworkRules>(
  { allow: NETWORKS, deny: NETWORKS },
  { proxy: formLike<OwnProxy>({ header: TEXT, trusted: NETWORKS }, {}) },
)

// One that is handed in without it leaves it as it is.
type SentDocument = Omit<PolicyDocument, 'retention'> & Partial<Pick<PolicyDocument, 'retention'>>

const policyDocument = formLike<SentDocument>(
  {
    format: { const: 2 },
    switches: named('Switches'),
    providers: listOf(named('Provider')),
    groups: listOf(named('Group')),
    access: named('AccessRules'),
    networks: named('NetworkRules'),
    resources: listOf(named('ResourceRule')),
    bypasses: listOf(named('Bypass')),
    tokens: named('TokenRules'),
    limits: named('LimitRules'),
  },
  { retention: named('RetentionRules') },
)

const retentionRules = formLike<RetentionRules>(
  { legalHold: { ...YES_OR_NO, description: 'Nothing is removed, whatever the rest says.' } },
  {
    keepDays: { type: 'integer', minimum: 1, maximum: KEEP_DAYS_MAX },
    keepEvents: { type: 'integer', minimum: KEEP_EVENTS_MIN },
  },
)

const problem: JsonSchema = {
  ...formLike<Problem>(
    { type: TEXT, title: TEXT, status: { type: 'integer' }, code: TEXT, requestId: TEXT },
    {
      hint: record({ code: TEXT, says: TEXT }),
      faults: listOf(record({ path: TEXT, pointer: TEXT, says: TEXT })),
      current: formLike<PresentVersion>(
        { version: VERSION },
        { changedAt: { type: 'string', format: 'date-time' }, changedBy: TEXT },
      ),
    },
  ),
  description: 'RFC 9457; match on `code`. `current` is what is there instead, with a 412.',
}

const link = record({
  id: TEXT,
  issuer: TEXT,
  subject: TEXT,
  accountId: TEXT,
  createdAt: { type: 'string', format: 'date-time' },
  createdBy: TEXT,
})

/** Further forms, by their names among the components of the document. */
export const POLICY_FORMS = {
  Problem: problem,
  Link: link,
  Policy: formLike<Policy>({ version: VERSION, document: named('PolicyDocument') }, {}),
  PolicyDocument: policyDocument,
  Switches: switches,
  GroupSource: groupSource,
  Group: group,
  AccessRules: accessRules,
  NetworkRules: networkRules,
  TokenRules: formLike<TokenRules>({}, { liveMax: COUNT, idleDays: COUNT }),
  RetentionRules: retentionRules,
  ...RULE_FORMS,
  ...HISTORY_FORMS,
} as const
