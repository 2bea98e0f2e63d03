import { z } from 'zod'
import { TOKEN_DAYS_MAX, TOKEN_NAME_LENGTH_MAX } from '../identity/tokens.ts'

/** Life times that the form offers, in days. */
export const LIFETIME_CHOICES = [7, 30, 90, 365].filter((days) => days <= TOKEN_DAYS_MAX)

/** What somebody asks for, checked. */
export interface TokenRequest {
  readonly name: string
  readonly lifetimeDays: number
  readonly access: 'read' | 'write'
  readonly actsAs: 'user' | 'app'
}

/** What was typed, as it was typed, so that a refused form comes back unchanged. */
export interface TokenFormValues {
  readonly name: string
  readonly days: string
  readonly access: string
  readonly actsAs: string
}

/** A sentence for each field that cannot be accepted. */
export type TokenFormFaults = Partial<Record<keyof TokenFormValues, string>>

export type TokenFormReading =
  | { readonly kind: 'accepted'; readonly request: TokenRequest }
  | {
      readonly kind: 'refused'
      readonly values: TokenFormValues
      readonly faults: TokenFormFaults
    }

/** An empty form: thirty days and reading only, the smallest that is of use. */
export const EMPTY_TOKEN_FORM: TokenFormValues = {
  name: '',
  days: '30',
  access: 'read',
  actsAs: 'user',
}

const DAYS_FAULT = 'Choose one of these life times.'

const schema = z.object({
  name: z
    .string({ error: 'Give the token a name.' })
    .trim()
    .min(1, { error: 'Give the token a name, so that you recognise it later.' })
    .max(TOKEN_NAME_LENGTH_MAX, {
      error: `Use at most ${TOKEN_NAME_LENGTH_MAX} characters.`,
    })
    // A name is one line of plain text wherever it is read: lists, exports, terminals.
    .regex(/^\P{C}*$/u, { error: 'Leave out line breaks and invisible characters.' }),
  days: z
    .enum(LIFETIME_CHOICES.map(String), { error: DAYS_FAULT })
    .transform((days) => Number(days)),
  access: z.enum(['read', 'write'], { error: 'Choose what the token may do.' }),
  actsAs: z.enum(['user', 'app'], { error: 'Choose whom the token acts as.' }).default('user'),
})

/** Parses the form that creates a token. Fields that it does not know are passed over. */
export function readTokenForm(body: unknown): TokenFormReading {
  const parsed = schema.safeParse(body)
  if (parsed.success) {
    const { days, ...rest } = parsed.data
    return { kind: 'accepted', request: { ...rest, lifetimeDays: days } }
  }
  const { fieldErrors } = z.flattenError(parsed.error)
  const faults: TokenFormFaults = {}
  for (const field of ['name', 'days', 'access', 'actsAs'] as const) {
    const fault = fieldErrors[field]?.[0]
    if (fault !== undefined) faults[field] = fault
  }
  return { kind: 'refused', values: typedValues(body), faults }
}

// A field sent twice or not at all shows as empty: what cannot be shown again is asked again.
function typedValues(body: unknown): TokenFormValues {
  const field = z.string().catch('')
  const typed = z.object({ name: field, days: field, access: field, actsAs: field })
  return typed.catch({ name: '', days: '', access: '', actsAs: '' }).parse(body)
}
