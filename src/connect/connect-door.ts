import express, { type Router } from 'express'
import type { Settings } from '../config/settings.ts'
import type { AccountReviewStore } from '../identity/account-review-store.ts'
import type { Authenticator } from '../identity/credential.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import type { TenantDirectory } from '../tenants/tenant-directory.ts'
import type { TenantStore } from '../tenants/tenant-store.ts'
import type { Product, Tenant } from '../tenants/tenant.ts'
import { createAce } from './ace.ts'
import { createContextAuthenticator } from './context-authenticator.ts'
import { createContextPerson, type ContextPerson } from './context-person.ts'
import { readDescriptor } from './descriptor.ts'
import { createFrameGuard, type FrameGuard } from './frame-guard.ts'
import type { AppIdentity } from './gate.ts'
import { verifyInstallSignature, type InstallKey } from './install-signature.ts'
import { createLifecycleRoutes } from './lifecycle-routes.ts'
import { readToken } from './unverified-token.ts'
import { createWebhookRoutes } from './webhook-routes.ts'

export interface ConnectDeps {
  readonly product: Product
  readonly settings: Pick<Settings, 'baseUrl' | 'siteHosts' | 'environment' | 'atlassian'>
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly tenants: TenantStore
  readonly directory: TenantDirectory
  readonly installKey: InstallKey
  readonly accountReviews: Pick<AccountReviewStore, 'accept'>
  /** Called when a webhook's work was stored, so that it starts at once. */
  onAccountReview(): void
  /** Called when the product reported something of an account; resolves when what is held of it is dropped. */
  onUserEvent(tenantId: string, accountId: string): Promise<void>
  /** Called after the directory was told, so that what others hold of these tenants is dropped. */
  onTenantChanged(tenants: readonly Tenant[]): void
}

/** Everything of one product that Atlassian calls, and the guard for what it frames. */
export interface ConnectDoor {
  /** With absolute paths (`/jira/…`), to be mounted at the root and before any body parser. */
  readonly router: Router
  readonly guard: FrameGuard
  /** Takes this product's context tokens at the gateway. */
  readonly authenticate: Authenticator
  /** Takes them where no site is named: the management API. */
  readonly contextPerson: ContextPerson
}

export async function createConnectDoor(deps: ConnectDeps): Promise<ConnectDoor> {
  const { product, settings, directory, clock, installKey } = deps
  const basePath = `/${product}`
  const baseUrl = `${settings.baseUrl}${basePath}`
  const descriptor = readDescriptor(product, baseUrl)
  const app: AppIdentity = { appKey: descriptor.key, baseUrl, basePath }

  const verifyInstallToken = async (tokenText: string): Promise<string> => {
    const token = readToken(tokenText)
    await verifyInstallSignature(token, installKey)
    return token.claims.iss
  }
  const ace = await createAce({ product, app, descriptor, settings, directory, verifyInstallToken })
  const signed = { product, app, ace, directory, clock }
  const siteRules = {
    siteHosts: settings.siteHosts,
    allowHttpSites: settings.atlassian.allowHttpSites,
  }

  const router = express.Router({ caseSensitive: true, strict: true })
  router.get(`${basePath}/atlassian-connect.json`, ace.serveDescriptor)
  router.use(createLifecycleRoutes({ ...deps, ...signed, ace, siteRules }))
  router.use(createWebhookRoutes({ ...deps, ...signed, descriptor }))
  return {
    router,
    guard: createFrameGuard(signed),
    authenticate: createContextAuthenticator(signed),
    contextPerson: createContextPerson(signed),
  }
}
