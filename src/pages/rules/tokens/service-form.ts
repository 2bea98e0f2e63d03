import { z } from 'zod'
import { isAccountId } from '../../../identity/account-id.ts'
import { TOKEN_PURPOSE_LENGTH_MAX } from '../../../identity/tokens.ts'
import { accountIdFrom, ADDRESS_FAULT, isAddress } from '../../pasted-account-id.ts'
import { readTokenForm, type TokenRequest } from '../../token-form.ts'
import { readLimits, type LimitsReading } from '../../token-limits-form.ts'
import type { SentForm } from '../sent-form.ts'

/** The form of a service account's token, as it is typed. */
export interface ServiceForm {
  readonly name: string
  readonly owner: string
  readonly purpose: string
  readonly access: string
  readonly days: string
}

export type ServiceReading = {
  readonly form: ServiceForm
  /** Longest life that was allowed. */
  readonly daysMax: number
  readonly limits: LimitsReading
} & (
  | {
      readonly kind: 'accepted'
      readonly request: Omit<TokenRequest, 'actsAs'>
      readonly owner: string
      readonly purpose: string
    }
  | { readonly kind: 'refused'; readonly faults: ReadonlyMap<string, string> }
)

const purposeIn = z
  .string()
  .trim()
  .min(1, { error: 'Say what it is for, so that somebody can tell later whether it is needed.' })
  .max(TOKEN_PURPOSE_LENGTH_MAX, { error: `Use at most ${TOKEN_PURPOSE_LENGTH_MAX} characters.` })
  .regex(/^\P{C}*$/u, { error: 'Leave out line breaks and invisible characters.' })

/** Whose token is wished for; undefined while that is no account id. */
export function ownerIn(sent: SentForm): string | undefined {
  const owner = accountIdFrom(sent.text('owner').trim())
  return isAccountId(owner) ? owner : undefined
}

/** @param daysMax longest life of a new token of this owner */
export function readServiceForm(sent: SentForm, body: unknown, daysMax: number): ServiceReading {
  const form = {
    name: sent.text('name'),
    owner: sent.text('owner'),
    purpose: sent.text('purpose'),
    access: sent.text('access'),
    days: sent.text('days'),
  }
  const limits = readLimits(body)
  const basics = readTokenForm({ ...form, access: accessOf(form), actsAs: 'app' }, daysMax)
  const owner = accountIdFrom(form.owner.trim())
  const purpose = purposeIn.safeParse(form.purpose)
  const faults = new Map([
    ...(basics.kind === 'refused' ? Object.entries(basics.faults) : []),
    ...ownerFaults(owner),
    ...(purpose.success ? [] : [['purpose', firstOf(purpose.error)] as const]),
  ])
  if (basics.kind === 'refused' || !purpose.success || faults.size > 0 || limits.faults.size > 0) {
    return { kind: 'refused', form, daysMax, limits, faults }
  }
  return {
    kind: 'accepted',
    form,
    daysMax,
    limits,
    request: basics.request,
    owner,
    purpose: purpose.data,
  }
}

// Managing Gatehouse is for persons: what is changed there was changed by somebody.
function accessOf({ access }: ServiceForm): string {
  return access === 'manage' ? '' : access
}

function ownerFaults(owner: string): (readonly [string, string])[] {
  if (owner === '') return [['owner', 'Enter whose it is: somebody has to answer for it.']]
  if (isAccountId(owner)) return []
  return [
    [
      'owner',
      isAddress(owner) ? ADDRESS_FAULT : 'This is no account id; paste the one of a profile.',
    ],
  ]
}

function firstOf({ issues }: z.ZodError): string {
  return issues[0]?.message ?? 'Say what it is for.'
}
