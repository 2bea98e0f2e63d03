import type { IncomingMessage } from 'node:http'
import type { AdminCheck } from '../identity/admin-check.ts'
import { NOT_MINE, type Credential } from '../identity/credential.ts'
import type { Person } from '../identity/person.ts'
import type { Principal } from '../identity/principal.ts'
import type { Tokens } from '../identity/tokens.ts'
import { Refusal } from '../lib/refusal.ts'
import type { RefusalCode } from '../lib/refusal-codes.ts'
import { Secret } from '../lib/secret.ts'
import type { TenantDirectory } from '../tenants/tenant-directory.ts'
import { isActive, type Tenant } from '../tenants/tenant.ts'

export interface ManagementCallerDeps {
  readonly tokens: Pick<Tokens, 'authenticate' | 'tenantIdOf'>
  readonly directory: Pick<TenantDirectory, 'byId'>
  /**
   * Whom a context token of either product names.
   * @throws Refusal for a token that is not genuine, not alive, or names nobody
   */
  readonly contextPerson: (token: Secret) => Promise<Person>
  readonly isAdmin: AdminCheck
  /**
   * Why an API token does not serve under its tenant's rules as they are now.
   * @throws Refusal when the rules, or what they depend on, cannot be read
   */
  readonly tokenFault: (tenant: Tenant, principal: Principal) => Promise<RefusalCode | undefined>
}

/**
 * The admin behind a request, with the tenant that the credential belongs to: nothing else in the
 * request has a say in whose policy is meant. The switches for kinds of credential do not hold here,
 * or an admin who switched them off could not switch them on again; the rules about a token's age, use and
 * owner do, since a context token is always another way in.
 *
 * @throws Refusal `credential/*`, `request/ambiguous-credential`, `site/inactive`, `person/not-admin`,
 * or when the product cannot be asked whether this is an admin
 */
export type ManagementCaller = (req: Pick<IncomingMessage, 'headersDistinct'>) => Promise<Person>

export function createManagementCaller(deps: ManagementCallerDeps): ManagementCaller {
  return async (req) => {
    const credential = readCredential(req)
    const person = await personBehind(credential, deps)
    if (!isActive(person.tenant)) {
      throw new Refusal('site/inactive', { detail: `tenant ${person.tenant.id}` })
    }
    if (!(await deps.isAdmin(person.tenant, person.accountId))) {
      throw new Refusal('person/not-admin', { detail: `account ${person.accountId}` })
    }
    return person
  }
}

type HeaderCredential = Extract<Credential, { readonly scheme: 'bearer' | 'jwt' }>

// Node keeps the first of several headers and a proxy may read the last, so several are refused.
// Scheme names ignore case (RFC 9110 §11.1); the token is b64token (RFC 6750 §2.1).
function readCredential(req: Pick<IncomingMessage, 'headersDistinct'>): HeaderCredential {
  const headers = req.headersDistinct['authorization'] ?? []
  if (headers.length > 1) throw new Refusal('request/ambiguous-credential')
  const header = headers[0]?.trim() ?? ''
  if (header === '') throw new Refusal('credential/missing')

  const [, name = '', text] = /^(bearer|jwt) +([A-Za-z0-9\-._~+/]+=*)$/i.exec(header) ?? []
  if (text === undefined) {
    throw new Refusal('credential/invalid', { detail: 'neither a bearer nor a context token' })
  }
  return { scheme: name.toLowerCase() === 'jwt' ? 'jwt' : 'bearer', token: new Secret(text) }
}

function personBehind(credential: HeaderCredential, deps: ManagementCallerDeps): Promise<Person> {
  switch (credential.scheme) {
    case 'jwt':
      return deps.contextPerson(credential.token)
    case 'bearer':
      return ownerOf(credential, deps)
  }
}

/**
 * Whose API token it is. The address names no site here, so the tenant is the one that the token was
 * issued for, and the token then has to be good there.
 */
async function ownerOf(
  credential: Extract<Credential, { readonly scheme: 'bearer' }>,
  { tokens, directory, tokenFault }: ManagementCallerDeps,
): Promise<Person> {
  const tenantId = await tokens.tenantIdOf(credential.token)
  const tenant = tenantId === undefined ? undefined : directory.byId(tenantId)
  if (tenant === undefined) throw new Refusal('credential/invalid', { detail: 'no API token' })

  const principal = await tokens.authenticate(credential, tenant)
  if (principal === NOT_MINE) throw new Refusal('credential/invalid', { detail: 'no API token' })
  const { access, ownerAccountId, credential: of } = principal
  if (access !== 'manage' || ownerAccountId === undefined) {
    throw new Refusal('person/not-admin', { detail: `API token ${of.id} has access ${access}` })
  }
  const fault = await tokenFault(tenant, principal)
  if (fault !== undefined) throw new Refusal(fault, { detail: `API token ${of.id}` })
  return { tenant, accountId: ownerAccountId }
}
