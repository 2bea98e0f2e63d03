import type { Request, RequestHandler, Response } from 'express'
import type { AuditReader } from '../audit/audit-reader.ts'
import type { RecordBook } from '../audit/record-book.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import type { Notices } from '../audit/notices/notices.ts'
import type { Streams } from '../audit/streams/streams.ts'
import type { Settings } from '../config/settings.ts'
import type { Links } from '../identity/link.ts'
import type { Person } from '../identity/person.ts'
import type { ProductGroups } from '../identity/product-groups.ts'
import type { ProviderHealth } from '../identity/providers/provider-health.ts'
import type { TokenInspector } from '../identity/providers/token-inspector.ts'
import type { CrowdHealth } from '../identity/sign-on/crowd.ts'
import type { SignOnSessions } from '../identity/sign-on/sign-on-sessions.ts'
import type { SignOns } from '../identity/sign-on/sign-ons.ts'
import type { Tokens } from '../identity/tokens.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import type { Locks } from '../policy/guard/lock-book.ts'
import type { ProductBudget } from '../policy/budget/product-budget.ts'
import type { Explainer } from '../policy/explain/explainer.ts'
import type { PolicyBook } from '../policy/policy-store.ts'
import type { Replayer } from '../policy/replay/replayer.ts'
import type { Product, Tenant } from '../tenants/tenant.ts'
import type { AssetAddresses } from './assets.ts'
import type { Views } from './views.ts'

/**
 * Stands in front of every page and action. Nothing of this room reads a token of the product itself:
 * what the guard lets through is verified.
 */
export interface PageGuard {
  /** For pages: a token in the address, made for exactly this address. */
  readonly page: RequestHandler
  /** For actions: a context token in the `Authorization` header. */
  readonly action: RequestHandler
  /**
   * Whom the token named, once `page` or `action` has passed.
   * @throws Refusal `person/not-signed-in` when it named nobody
   */
  personOf(req: Request): Person
}

/** Everything that the pages of one product need. */
export interface PagesDeps {
  readonly product: Product
  readonly guard: PageGuard
  readonly tokens: Tokens
  readonly policies: PolicyBook
  readonly links: Links
  /** Callers that were stopped from deleting. */
  readonly locks: Locks
  readonly notices: Notices
  readonly streams: Streams
  readonly providerHealth: ProviderHealth
  /** How people sign on by the Crowd of a Data Center site. */
  readonly signOn: Pick<CrowdHealth, 'healthOf'> &
    Pick<SignOns, 'addressRule'> & { readonly endSessions: SignOnSessions['end'] }
  /** Names of the product's groups, for picking them; and what groups somebody is in. */
  readonly productGroups: Pick<ProductGroups, 'search' | 'ofAccount'>
  /** How often rules were taken that somebody should know of. */
  readonly audit: Pick<AuditStore, 'bypassHits' | 'shadowHits'>
  /** Why calls are treated as they are. */
  readonly explainer: Explainer
  /** What happened, for lists, numbers and explaining. */
  readonly reader: AuditReader
  /** How much is recorded, and what rules would remove of it. */
  readonly record: Pick<RecordBook, 'state' | 'wouldRemove'>
  /** Tries a change on the calls of the past. */
  readonly replayer: Replayer
  /** What the product still grants the app. */
  readonly budget: Pick<ProductBudget, 'state'>
  /** What the app's descriptor asks the product for. */
  readonly appScopes: readonly string[]
  /**
   * Asks the product, so that taking the right away works within a minute.
   * @throws Refusal when the product cannot be asked; nobody is an admin by default
   */
  readonly isAdmin: (tenant: Tenant, accountId: string) => Promise<boolean>
  /** Tries tokens, exactly as the gateway would. */
  readonly inspector: TokenInspector
  readonly settings: Pick<Settings, 'baseUrl' | 'atlassian' | 'siteHosts' | 'allowPrivateAddresses'>
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** What the handlers of one door share. */
export interface PageTools {
  /** Path of the door, `/jira/pages`, that the addresses of its actions begin with. */
  readonly root: string
  readonly views: Views
  readonly assets: AssetAddresses
}

/** A handler for `route()`: its rejection reaches the error middleware. */
export type PageHandler = (req: Request, res: Response) => Promise<void>

/** Sends HTML that was rendered already; the headers were set when the person became known. */
export function sendHtml(res: Response, html: string, status = 200): void {
  res.status(status).type('html').send(html)
}
