import type { IncomingMessage } from 'node:http'
import type { Authenticator, Credential } from '../identity/credential.ts'
import { passedThrough } from '../identity/passed-through.ts'
import { anonymousPrincipal, type Principal } from '../identity/principal.ts'
import { unknownCredential } from '../identity/unknown-credential.ts'
import type { Awaitable } from '../lib/awaitable.ts'
import { Refusal } from '../lib/refusal.ts'
import { bypassFor } from '../policy/bypass-for.ts'
import type { Call } from '../policy/call.ts'
import type { Snapshot } from '../policy/snapshot.ts'
import { isActive, type Tenant } from '../tenants/tenant.ts'
import { authenticate } from './authenticate.ts'
import { hasCredential, readCredential } from './read-credential.ts'

/** A call of one tenant, before anybody knows who makes it. */
export interface Arrival {
  readonly call: Call
  readonly tenant: Tenant
  readonly snapshot: Snapshot
  readonly address: string
  readonly now: number
}

/**
 * The credential, if one was sent. Without one, only a tenant whose admins have switched anonymous calls
 * on is served: to somebody unknown every other site looks alike, installed or not.
 * @throws Refusal `credential/missing`, and what `readCredential` throws
 */
export function presentedCredential(
  req: IncomingMessage,
  anonymousCalls: boolean,
): Credential | undefined {
  return anonymousCalls && !hasCredential(req) ? undefined : readCredential(req)
}

/**
 * Who makes the call: nobody, somebody whom the product knows and a bypass lets through, or the one whom
 * the credential proves. A credential that is bad never makes its holder nobody.
 * @throws Refusal of whichever authenticator decides
 */
export function identify(
  credential: Credential | undefined,
  arrival: Arrival,
  authenticators: readonly Authenticator[],
): Awaitable<Principal> {
  const { tenant } = arrival
  if (credential === undefined) return anonymousPrincipal(tenant.id)
  return bypassed(credential, arrival) ?? authenticate(authenticators, credential, tenant)
}

function bypassed(
  credential: Credential,
  { call, tenant, snapshot, address, now }: Arrival,
): Principal | undefined {
  // The product would take nothing from us there, and a stranger is not to learn that it is installed.
  if (!isActive(tenant)) return undefined
  const bypass = bypassFor(snapshot, call, address, now)
  if (bypass === undefined) return undefined
  const authorization = passedThrough(credential, snapshot.document.providers)
  if (authorization === undefined) return undefined
  return {
    tenantId: tenant.id,
    actsAs: { kind: 'caller', authorization },
    access: 'write',
    credential: {
      kind: 'bypass',
      id: bypass.id,
      subject: credential.scheme === 'basic' ? credential.username : undefined,
    },
    ownerAccountId: undefined,
  }
}

/** @throws Refusal that is the same for every site where nothing is installed */
export function unknownSite(credential: Credential | undefined, host: string): Refusal {
  if (credential === undefined) return new Refusal('credential/missing')
  return unknownCredential(credential, `nothing is installed on ${host}`)
}
