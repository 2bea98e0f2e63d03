import type { Request } from 'express'
import type { Clock } from '../lib/clock.ts'
import type { TenantDirectory } from '../tenants/tenant-directory.ts'
import type { Product, Tenant, TenantStatus } from '../tenants/tenant.ts'
import type { Ace } from './ace.ts'
import { CALLBACK, passContextGate, passGate, type AppIdentity, type RouteKind } from './gate.ts'
import type { UnverifiedToken } from './unverified-token.ts'
import { untrusted } from './untrusted.ts'

export interface SignedRequestDeps {
  readonly product: Product
  readonly app: AppIdentity
  readonly ace: Pick<Ace, 'verifySigned'>
  readonly directory: Pick<TenantDirectory, 'byClientKey'>
  readonly clock: Clock
}

/** A request that a tenant's product has signed with the shared secret. */
export interface SignedRequest {
  readonly tenant: Tenant
  /** Whom the token names; nobody for the product itself and for anonymous visitors. */
  readonly accountId: string | undefined
  readonly tokenText: string
}

/**
 * Gate first, then ACE for the signature, and both must have seen the same caller. The tenant is
 * looked up again at the end: while ACE was asked it may have been uninstalled.
 *
 * @param statuses states of a tenant in which this route is open to it
 * @throws Refusal `product/untrusted`
 */
export async function readSigned(
  req: Request,
  kind: RouteKind,
  statuses: readonly TenantStatus[],
  deps: SignedRequestDeps,
): Promise<SignedRequest> {
  const signed = await proveSigned(passGate(req, kind, deps.app, deps.clock), statuses, deps)
  // A Data Center site has pages here, and no product that calls us.
  if (kind === CALLBACK && signed.tenant.dataCenter !== undefined) throw untrusted('unknown-tenant')
  return signed
}

/**
 * The same for a context token that stands alone; only an active tenant's counts.
 * @throws Refusal `product/untrusted`
 */
export async function readContextToken(
  text: string,
  deps: SignedRequestDeps,
): Promise<SignedRequest> {
  return await proveSigned(passContextGate(text, deps.app, deps.clock), ['active'], deps)
}

async function proveSigned(
  { claims, text }: UnverifiedToken,
  statuses: readonly TenantStatus[],
  deps: SignedRequestDeps,
): Promise<SignedRequest> {
  knownTenant(claims.iss, statuses, deps)
  const signer = await deps.ace.verifySigned(text)
  if (signer.clientKey !== claims.iss || signer.accountId !== claims.sub) {
    throw untrusted('signature')
  }
  return { tenant: knownTenant(claims.iss, statuses, deps), accountId: claims.sub, tokenText: text }
}

function knownTenant(
  clientKey: string,
  statuses: readonly TenantStatus[],
  deps: SignedRequestDeps,
): Tenant {
  const tenant = deps.directory.byClientKey(deps.product, clientKey)
  if (tenant === undefined) throw untrusted('unknown-tenant')
  if (!statuses.includes(tenant.status)) throw untrusted('inactive-tenant')
  return tenant
}
