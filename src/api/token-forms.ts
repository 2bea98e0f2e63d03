import { listOf, named, oneOf, record, TEXT } from './forms.ts'
import { RESOURCES } from './provider-forms.ts'
import type { JsonSchema } from './operation.ts'

const MOMENT: JsonSchema = { type: 'string', format: 'date-time' }

const limits: JsonSchema = {
  ...record(
    {},
    {
      networks: listOf(TEXT, { description: 'CIDRs, or addresses, that callers have to be in.' }),
      resources: RESOURCES,
      places: listOf(TEXT, { description: 'Keys of projects or spaces, in upper case.' }),
    },
  ),
  description: 'What is absent limits nothing; a list that is there has 1 to 100 entries.',
}

const token = record(
  {
    id: TEXT,
    name: TEXT,
    ownerAccountId: TEXT,
    createdBy: TEXT,
    actsAs: oneOf('user', 'app'),
    access: oneOf('read', 'write', 'manage'),
    limits: named('TokenLimits'),
    state: oneOf('live', 'expired', 'revoked'),
    createdAt: MOMENT,
    expiresAt: {
      ...MOMENT,
      description: 'Its own end, or that of the longest life that the tenant allows now.',
    },
  },
  {
    purpose: { ...TEXT, description: 'Of a service account’s token: what it is for.' },
    rotatedFrom: { ...TEXT, description: 'The token that this one takes the place of.' },
    revokedAt: MOMENT,
    lastUsedAt: { ...MOMENT, description: 'To the minute.' },
  },
)

const newToken = record({
  token: named('Token'),
  text: { ...TEXT, description: 'The secret itself, which no other answer has.' },
})

/** Forms about API tokens, by their names among the components of the document. */
export const TOKEN_FORMS = { TokenLimits: limits, Token: token, NewToken: newToken } as const
