import { z } from 'zod'
import { isAccountId } from '../identity/account-id.ts'
import type { TokenState } from '../identity/api-token.ts'
import { parseTokenLimits } from '../identity/token-limits.ts'
import { purposeFault, tokenNameFault } from '../identity/token-wish.ts'
import { OVERLAP_HOURS_MAX, TOKEN_DAYS_MAX } from '../identity/tokens.ts'
import { memberMessage } from '../lib/input-faults.ts'
import { formOf, named, oneOf, record, TEXT } from './forms.ts'
import { invalidInput } from './invalid-input.ts'
import type { JsonSchema, Operation } from './operation.ts'

const limits = z.unknown().transform((input, context) => {
  const parsed = parseTokenLimits(input)
  if (parsed.kind === 'accepted') return parsed.value
  for (const { path, says } of parsed.faults) {
    context.addIssue({ code: 'custom', path: path === '' ? [] : path.split('.'), message: says })
  }
  return z.NEVER
})

const ACCOUNT = 'Must be an Atlassian account id.'
const DAYS = `Must be a whole number of days from 1 to ${TOKEN_DAYS_MAX}, or less where rules say so.`
const HOURS = `Must be a whole number of hours from 0 to ${OVERLAP_HOURS_MAX}.`

const wishFields = {
  name: text('Must be a name.', tokenNameFault),
  ownerAccountId: z
    .string({ error: ACCOUNT })
    .refine(isAccountId, { error: ACCOUNT })
    .describe('Who answers for it; with this account the token ends.'),
  purpose: text('Say what the token is for.', purposeFault),
  access: z.enum(['read', 'write'], { error: 'Must be read or write.' }),
  lifetimeDays: z.int({ error: DAYS }).min(1, { error: DAYS }).max(TOKEN_DAYS_MAX, { error: DAYS }),
}

/** A service account's token, as it is asked for; what rules say of its life is not known here. */
export const serviceTokenInput = strict({ ...wishFields, limits: limits.optional() })

export const rotationInput = strict({
  overlapHours: z
    .int({ error: HOURS })
    .min(0, { error: HOURS })
    .max(OVERLAP_HOURS_MAX, { error: HOURS })
    .describe('How long the old text serves beside the new one; 0: not at all.'),
})

/** The form of `serviceTokenInput`. */
export const SERVICE_TOKEN_FORM: JsonSchema = record(
  {
    name: TEXT,
    ownerAccountId: formOf(wishFields.ownerAccountId),
    purpose: TEXT,
    access: oneOf('read', 'write'),
    lifetimeDays: formOf(wishFields.lifetimeDays),
  },
  { limits: named('TokenLimits') },
)

export const TOKEN_QUERY: NonNullable<Operation['inQuery']> = [
  { name: 'ownerAccountId', says: 'Only the tokens of this account.' },
  { name: 'state', says: 'Only those that are `live`, `expired` or `revoked`.' },
]

const STATES: readonly TokenState[] = ['live', 'expired', 'revoked']

/**
 * Which tokens are asked for.
 * @throws Refusal `request/invalid-input` with all faults
 */
export function readTokenQuery(inQuery: Readonly<Record<string, string>>): {
  readonly ownerAccountId: string | undefined
  readonly state: TokenState | undefined
} {
  const { ownerAccountId, state: word } = inQuery
  const state = STATES.find((each) => each === word)
  const isOwner = ownerAccountId === undefined || isAccountId(ownerAccountId)
  const isState = word === undefined || state !== undefined
  const faults = [
    ...(isOwner ? [] : [{ path: 'query.ownerAccountId', says: ACCOUNT }]),
    ...(isState ? [] : [{ path: 'query.state', says: `Must be one of ${STATES.join(', ')}.` }]),
  ]
  if (faults.length > 0) throw invalidInput(faults)
  return { ownerAccountId, state }
}

function text(needed: string, faultIn: (text: string) => string | undefined) {
  return z.string({ error: needed }).superRefine((value, context) => {
    const says = faultIn(value)
    if (says !== undefined) context.addIssue({ code: 'custom', message: says })
  })
}

function strict<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, { error: memberMessage(Object.keys(shape), 'Must be an object.') })
}
