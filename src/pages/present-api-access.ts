import type { Settings } from '../config/settings.ts'
import type { ApiToken } from '../identity/api-token.ts'
import { TOKEN_DAYS_MAX, TOKEN_NAME_LENGTH_MAX } from '../identity/tokens.ts'
import type { Secret } from '../lib/secret.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { dateAfter, momentOf, type Moment } from './date-words.ts'
import { wordsOf } from './product-words.ts'
import {
  emptyTokenForm,
  lifetimesUpTo,
  type TokenFormFaults,
  type TokenFormValues,
} from './token-form.ts'

interface Choice {
  readonly value: string
  readonly label: string
  readonly hint: string
  readonly chosen: boolean
}

/** The form as it is shown: what was typed, what is wrong with it, and what can be chosen. */
export interface TokenFormModel {
  readonly action: string
  readonly nameLengthMax: number
  readonly name: string
  readonly lifetimes: readonly Choice[]
  /** Why the list ends where it does; absent when nobody has set a shorter maximum. */
  readonly lifetimeHint: string | undefined
  /** Managing Gatehouse among them for administrators only. */
  readonly access: readonly Choice[]
  /** Only administrators may let a token act as the app; others are not even shown the choice. */
  readonly actsAs: readonly Choice[] | undefined
  readonly faults: Readonly<Record<keyof TokenFormValues, string | undefined>>
}

const MANAGES = 'Change its rules through the management API; calls no product'

/** The one showing of a token's text. */
export interface CreatedTokenModel {
  readonly name: string
  readonly text: string
  readonly expires: Moment
  /** Absent for a token that calls no product. */
  readonly curl: string | undefined
}

/** Where programs send their calls for this tenant's product: the address of the API's root. */
export function gatewayAddress(tenant: Tenant, settings: Pick<Settings, 'baseUrl'>): string {
  // Of Data Center the product's own context path stands in its address, if it has one.
  if (tenant.dataCenter !== undefined) {
    return `${settings.baseUrl}/sites/${tenant.baseUrl.replace(/^https?:\/\//, '')}`
  }
  const site = `${settings.baseUrl}/sites/${tenant.host}`
  return tenant.product === 'confluence' ? `${site}/wiki` : site
}

/** A command for any shell, Windows' included: hence double quotes. @param token goes in as it is */
export function curlExample(tenant: Tenant, gateway: string, token: string): string {
  const { examplePath } = wordsOf(tenant.product)
  return `curl -H "Authorization: Bearer ${token}" "${gateway}${examplePath}"`
}

export function presentTokenForm(view: {
  readonly action: string
  readonly now: number
  readonly isAdmin: boolean
  /** Longest life of a new token that the tenant's admins allow. */
  readonly daysMax: number
  readonly productName: string
  readonly values?: TokenFormValues
  readonly faults?: TokenFormFaults
}): TokenFormModel {
  const values = view.values ?? emptyTokenForm(view.daysMax)
  const faults = view.faults ?? {}
  const lifetimes = lifetimesUpTo(view.daysMax)
  // A life that cannot be chosen any more gives way to the proposal, not to the first of the list.
  const proposal = emptyTokenForm(view.daysMax).days
  const chosenDays = lifetimes.map(String).includes(values.days) ? values.days : proposal
  const choice = (chosen: string, value: string, label: string, hint: string): Choice => ({
    value,
    label,
    hint,
    chosen: chosen === value,
  })
  return {
    action: view.action,
    nameLengthMax: TOKEN_NAME_LENGTH_MAX,
    name: values.name,
    lifetimes: lifetimes.map((days) =>
      choice(chosenDays, String(days), `${days} days`, `until ${dateAfter(days, view.now)}`),
    ),
    lifetimeHint:
      view.daysMax < TOKEN_DAYS_MAX
        ? `Administrators of your site allow at most ${view.daysMax} days.`
        : undefined,
    access: [
      choice(values.access, 'read', 'Read', 'Look things up, change nothing'),
      choice(values.access, 'write', 'Read and write', 'Also create, change and delete'),
      ...(view.isAdmin ? [choice(values.access, 'manage', 'Manage Gatehouse', MANAGES)] : []),
    ],
    actsAs: view.isAdmin
      ? [
          choice(values.actsAs, 'user', 'Me', `With your own ${view.productName} permissions`),
          choice(values.actsAs, 'app', 'The app', 'With the permissions of the Gatehouse app'),
        ]
      : undefined,
    faults: {
      name: faults.name,
      days: faults.days,
      access: faults.access,
      actsAs: faults.actsAs,
    },
  }
}

/** Reveals the token: this string goes into one answer to its owner, and nowhere else. */
export function presentCreated(
  token: ApiToken,
  text: Secret,
  now: number,
  tenant: Tenant,
  gateway: string,
): CreatedTokenModel {
  const revealed = text.reveal()
  return {
    name: token.name,
    text: revealed,
    expires: momentOf(token.expiresAt, now),
    curl: token.access === 'manage' ? undefined : curlExample(tenant, gateway, revealed),
  }
}
