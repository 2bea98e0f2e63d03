import type { Switches } from '../policy/switches.ts'
import { listOf, named, record, TEXT, YES_OR_NO } from './forms.ts'
import type { JsonSchema } from './operation.ts'

// Typed, so that a new switch cannot be left out here.
const SWITCHES: Readonly<Record<keyof Switches, JsonSchema>> = {
  usersMayCreateTokens: YES_OR_NO,
  tokenDaysMax: { type: 'integer', minimum: 1 },
  apiTokens: YES_OR_NO,
  providerTokens: YES_OR_NO,
  contextTokens: YES_OR_NO,
  basicPassThrough: YES_OR_NO,
}

const problem: JsonSchema = {
  ...record(
    { type: TEXT, title: TEXT, status: { type: 'integer' }, code: TEXT, requestId: TEXT },
    { faults: listOf(record({ path: TEXT, says: TEXT })) },
  ),
  description: 'RFC 9457; match on `code`.',
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
  Policy: record({
    version: { type: 'integer', minimum: 0 },
    document: named('PolicyDocument'),
  }),
  PolicyDocument: record({
    format: { const: 1 },
    switches: record(SWITCHES),
    providers: listOf(named('Provider')),
  }),
} as const
