import { z } from 'zod'
import type { Access } from '../identity/principal.ts'
import { TOKEN_DAYS_MAX, TOKEN_NAME_LENGTH_MAX } from '../identity/tokens.ts'

/** Life times that the form offers where nobody has set a shorter maximum, in days. */
export const LIFETIME_CHOICES = [7, 30, 90, 365].filter((days) => days <= TOKEN_DAYS_MAX)

const DAYS_PROPOSED = 30

/** What somebody asks for, checked. */
export interface TokenRequest {
  readonly name: string
  readonly lifetimeDays: number
  /** `manage` is for administrators alone, as is acting as the app; the form does not know who asks. */
  readonly access: Access
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

/**
 * The longest life is always among them, whatever it is.
 * @param daysMax longest life of a new token that the tenant's admins allow
 */
export function lifetimesUpTo(daysMax: number): number[] {
  return [...LIFETIME_CHOICES.filter((days) => days < daysMax), Math.min(daysMax, TOKEN_DAYS_MAX)]
}

/** An empty form: thirty days, or what is allowed, and reading only, the smallest that is of use. */
export function emptyTokenForm(daysMax: number): TokenFormValues {
  const days = String(Math.min(DAYS_PROPOSED, daysMax))
  return { name: '', days, access: 'read', actsAs: 'user' }
}

const fields = {
  name: z
    .string({ error: 'Give the token a name.' })
    .trim()
    .min(1, { error: 'Give the token a name, so that you recognise it later.' })
    .max(TOKEN_NAME_LENGTH_MAX, {
      error: `Use at most ${TOKEN_NAME_LENGTH_MAX} characters.`,
    })
    // A name is one line of plain text wherever it is read: lists, exports, terminals.
    .regex(/^\P{C}*$/u, { error: 'Leave out line breaks and invisible characters.' }),
  access: z.enum(['read', 'write', 'manage'], { error: 'Choose what the token may do.' }),
  actsAs: z.enum(['user', 'app'], { error: 'Choose whom the token acts as.' }).default('user'),
}

/**
 * Parses the form that creates a token. Fields that it does not know are passed over.
 * @param daysMax longest life that the tenant's admins allow now, which may be less than it was when
 * the form was opened
 */
export function readTokenForm(body: unknown, daysMax: number): TokenFormReading {
  const error = `Choose one of these life times: at most ${daysMax} days are allowed.`
  const days = z.enum(lifetimesUpTo(daysMax).map(String), { error }).transform(Number)
  const form = z.object({ ...fields, days }).refine(isConsistent, {
    path: ['actsAs'],
    error: 'A token that manages Gatehouse acts as you.',
  })
  const parsed = form.safeParse(body)
  if (parsed.success) {
    const { days: lifetimeDays, ...rest } = parsed.data
    return { kind: 'accepted', request: { ...rest, lifetimeDays } }
  }
  const { fieldErrors } = z.flattenError(parsed.error)
  const faults: TokenFormFaults = {}
  for (const field of ['name', 'days', 'access', 'actsAs'] as const) {
    const fault = fieldErrors[field]?.[0]
    if (fault !== undefined) faults[field] = fault
  }
  return { kind: 'refused', values: typedValues(body), faults }
}

// What is changed in Gatehouse was changed by a person, and its record names that person.
function isConsistent(chosen: Pick<TokenRequest, 'access' | 'actsAs'>): boolean {
  return chosen.access !== 'manage' || chosen.actsAs === 'user'
}

/** What was typed. A field sent twice or not at all shows as empty: it is asked again. */
export function typedValues(body: unknown): TokenFormValues {
  const field = z.string().catch('')
  const typed = z.object({ name: field, days: field, access: field, actsAs: field })
  return typed.catch({ name: '', days: '', access: '', actsAs: '' }).parse(body)
}
