import type { Person } from '../identity/person.ts'
import type { TokenWish } from '../identity/tokens.ts'
import { Refusal } from '../lib/refusal.ts'
import type { PagesDeps } from './page-room.ts'
import { gatewayAddress, presentCreated } from './present-api-access.ts'
import { readTokenForm, typedValues, type TokenRequest } from './token-form.ts'
import { readLimits } from './token-limits-form.ts'
import type { Rights } from './token-rights.ts'
import type { RefusedForm, WorkspaceChange } from './workspace.ts'

type Creating =
  | { readonly kind: 'created'; readonly change: WorkspaceChange }
  | { readonly kind: 'refused'; readonly refused: RefusedForm }

/**
 * Creates what the form of this person asks for.
 * @throws Refusal the code of the rule that stands against it; `person/not-admin`; `tokens/too-many`
 */
export async function createToken(
  deps: PagesDeps,
  person: Person,
  rights: Rights,
  body: unknown,
  requestId: string,
): Promise<Creating> {
  if (rights.objection !== undefined) throw new Refusal(rights.objection.code)
  const reading = readTokenForm(body, rights.tokenDaysMax)
  const limits = readLimits(body)
  if (reading.kind === 'refused' || limits.faults.size > 0) {
    const faults = reading.kind === 'refused' ? reading.faults : {}
    return { kind: 'refused', refused: { values: typedValues(body), faults, limits } }
  }
  demandRightTo(reading.request, rights)
  const wish = { ...reading.request, limits: limits.limits, requestId }
  return { kind: 'created', change: await issue(deps, person, rights, wish) }
}

async function issue(
  { tokens, clock, settings }: PagesDeps,
  { tenant, accountId }: Person,
  { tokenDaysMax, liveMax }: Rights,
  wish: TokenRequest & Pick<TokenWish, 'limits' | 'requestId'>,
): Promise<WorkspaceChange> {
  const { token, text } = await tokens.issue({
    tenantId: tenant.id,
    ownerAccountId: accountId,
    lifetimeDaysMax: tokenDaysMax,
    liveMax,
    ...wish,
  })
  const gateway = gatewayAddress(tenant, settings)
  const created = presentCreated(token, text, clock.now(), tenant, gateway)
  return { created, newTokenId: token.id }
}

// A token that acts as the app can do what its owner cannot, and one that manages Gatehouse does what
// only admins do; so only an admin may have one.
function demandRightTo({ access, actsAs }: TokenRequest, { isAdmin }: Rights): void {
  if (isAdmin || (actsAs === 'user' && access !== 'manage')) return
  const detail = `a token with the access ${access} that acts as ${actsAs}`
  throw new Refusal('person/not-admin', { detail })
}
