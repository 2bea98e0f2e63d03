import { z } from 'zod'
import type { CrowdHealth } from '../identity/sign-on/crowd.ts'
import type { SignOnSessions } from '../identity/sign-on/sign-on-sessions.ts'
import type { SignOns } from '../identity/sign-on/sign-ons.ts'
import { isUserName } from '../identity/user-name.ts'
import { memberMessage } from '../lib/input-faults.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { formOf, listOf, oneOf, record, TEXT, YES_OR_NO } from './forms.ts'
import { parseInput } from './invalid-input.ts'
import type { Operation } from './operation.ts'

export interface DataCenterOperationDeps {
  readonly signOn: CrowdHealth &
    Pick<SignOns, 'addressRule'> & { readonly endSessions: SignOnSessions['end'] }
}

const endInput = z.strictObject(
  {
    user: z
      .string({ error: 'Must be a user name.' })
      .refine(isUserName, { error: 'Must be a user name.' })
      .optional()
      .describe('Whose sessions; everybody’s, where it is left out.'),
  },
  { error: memberMessage(['user'], 'Must be an object.') },
)

const SITE = record(
  {
    baseUrl: TEXT,
    admins: listOf(TEXT),
    tokenAuth: YES_OR_NO,
    crowd: { oneOf: [{ type: 'null' }, record({ state: TEXT, since: TEXT }, { detail: TEXT })] },
    addressRule: oneOf('held', 'not-held', 'unknown'),
    acceptsAnyAddress: YES_OR_NO,
  },
  {},
)

/** What there is to know and to do of a site of Data Center alone. */
export function dataCenterOperations(deps: DataCenterOperationDeps): readonly Operation[] {
  return [
    {
      method: 'get',
      path: '/data-center',
      name: 'readDataCenterSite',
      says:
        'The site as the operator entered it, without its secrets, and how its Crowd answers. Not found for a ' +
        'site of the Cloud.',
      answer: { status: 200, says: 'The site.', form: SITE },
      refuses: [],
      handle: ({ person: { tenant } }) =>
        Promise.resolve({ status: 200, body: shown(tenant, deps) }),
    },
    {
      method: 'post',
      path: '/sign-on-sessions/end',
      name: 'endSignOnSessions',
      says:
        'Ends the sessions that are held at a Data Center product for somebody who has signed on by Crowd, or ' +
        'for everybody. The next call asks Crowd and opens a new one; the session at Crowd itself goes on.',
      input: formOf(endInput),
      answer: { status: 204, says: 'They are gone, in every process.' },
      refuses: [],
      handle: async ({ person: { tenant, accountId }, requestId, input }) => {
        siteOf(tenant)
        const { user } = parseInput(endInput, input)
        await deps.signOn.endSessions(tenant.id, user, { actor: accountId, requestId })
        return { status: 204 }
      },
    },
  ]
}

function shown(tenant: Tenant, { signOn }: DataCenterOperationDeps) {
  const { admins, crowd, tokenAuth, sessions } = siteOf(tenant)
  return {
    baseUrl: tenant.baseUrl,
    admins,
    tokenAuth: tokenAuth !== undefined,
    crowd: crowd === undefined ? null : stateOf(tenant.id, signOn),
    addressRule: signOn.addressRule(tenant.id),
    acceptsAnyAddress: sessions.acceptsAnyAddress,
  }
}

function stateOf(tenantId: string, health: CrowdHealth) {
  const { kind, since, ...more } = health.healthOf(tenantId)
  return { state: kind, since: new Date(since).toISOString(), ...more }
}

function siteOf({ dataCenter }: Tenant) {
  if (dataCenter === undefined) throw new Refusal('request/not-found', { detail: 'of the Cloud' })
  return dataCenter
}
