import type { Product } from '../access/scopes.ts'
import type { Account } from '../people/account.ts'
import { productUrl } from '../site-state.ts'
import type { SiteState } from '../site-state.ts'
import type { Members } from '../tokens/jws.ts'
import type { TokenOverrides } from '../tokens/mint-token.ts'
import type { CallReport } from './call-app.ts'
import type { DeliveryOptions, DeliveryReport } from './deliver-webhook.ts'
import type { Descriptor, LifecycleEvent } from './descriptor.ts'
import { framedModuleOf } from './descriptor-modules.ts'
import { contextToken, lifecycleToken, urlToken } from './host-token.ts'
import type { InstallationRecord, InstallationState } from './installation-record.ts'
import { callbackUrl, callLifecycle } from './lifecycle-call.ts'
import type { LifecycleOverrides } from './lifecycle-call.ts'
import * as changes from './lifecycle-changes.ts'
import { moduleUrl, pageUrl } from './page-url.ts'
import type { PageOverrides } from './page-url.ts'
import { sendWebhook } from './send-webhook.ts'

interface ContextOverrides extends TokenOverrides {
  readonly context?: Members
}

interface SignedOverrides extends ContextOverrides {
  readonly account?: Account
}

/** One event of a batch. */
interface WebhookEvent {
  readonly event: string
  readonly payload?: Members
  readonly options?: DeliveryOptions
}

/** One installation, with everything that its product can do to the app. */
export interface Installation {
  readonly product: Product
  readonly appKey: string
  readonly clientKey: string
  readonly oauthClientId: string
  /** The product's base URL as `installed` gives it; Confluence's ends in `/wiki`. */
  readonly baseUrl: string
  readonly appBaseUrl: string
  readonly descriptor: Descriptor
  readonly state: InstallationState
  readonly appUser: Account
  sharedSecret(): string
  /** Secrets of the past, newest first. */
  formerSecrets(): readonly string[]

  /** Fetches the descriptor again and sends `installed` and `enabled`. */
  upgrade(descriptorUrl?: string): Promise<void>
  rotateSecret(): Promise<void>
  /** With a display URL only that changes; without, the whole site moves to a new address. */
  rename(displayUrl?: string): Promise<void>
  disable(): Promise<CallReport>
  enable(): Promise<CallReport>
  uninstall(order?: changes.UninstallOrder): Promise<changes.UninstallReport>
  /** A site import: a new client key is installed, the old one ends without a word. */
  import_(): Promise<Installation>
  sendDisabledWithoutJwt(): Promise<CallReport>
  /** Sends the same `installed` so often at the same time. */
  duplicateInstalled(copies: number): Promise<readonly CallReport[]>
  /** Any lifecycle call with anything bent; changes nothing on the site. */
  send(event: LifecycleEvent, overrides?: LifecycleOverrides): Promise<CallReport>

  /** The URL that the product would frame for this person. */
  pageUrl(moduleKey: string, account?: Account, overrides?: PageOverrides): string
  /** The same address without parameters and token. */
  bareUrl(moduleKey: string): string
  contextToken(account?: Account, overrides?: ContextOverrides): string
  /** An HS256 token bound to the URL (absolute, or relative to the app's base URL). */
  signed(method: string, url: string, overrides?: SignedOverrides): string
  lifecycleToken(event: LifecycleEvent, overrides?: TokenOverrides): string

  webhook(
    event: string,
    payload?: Members,
    options?: DeliveryOptions,
  ): Promise<readonly DeliveryReport[]>
  /** Several events; `reversed` and `parallel` play the lack of any order. */
  webhooks(
    events: readonly WebhookEvent[],
    order?: 'given' | 'reversed' | 'parallel',
  ): Promise<readonly DeliveryReport[]>

  /** Takes the app user out of a project or space (and back in). */
  barAppFrom(projectOrSpaceKey: string): void
  readmitAppTo(projectOrSpaceKey: string): void
}

function demandCallback(record: InstallationRecord, event: LifecycleEvent): URL {
  const url = callbackUrl(record, event)
  if (url === undefined) throw new Error(`the descriptor declares no "${event}" callback`)
  return url
}

/** The handle of a record; any number of handles may exist for one. */
export function installationHandle(site: SiteState, record: InstallationRecord): Installation {
  const hook: Installation['webhook'] = (event, payload, options) =>
    sendWebhook(site, record, event, payload, options)
  return {
    product: record.product,
    appKey: record.appKey,
    clientKey: record.clientKey,
    oauthClientId: record.oauthClientId,
    appUser: record.appUser,
    get baseUrl() {
      return productUrl(site, record.product)
    },
    get appBaseUrl() {
      return record.descriptor.baseUrl
    },
    get descriptor() {
      return record.descriptor
    },
    get state() {
      return record.state
    },
    sharedSecret: () => record.sharedSecret,
    formerSecrets: () => record.formerSecrets,

    upgrade: (descriptorUrl) => changes.upgrade(site, record, descriptorUrl),
    rotateSecret: () => changes.rotateSecret(site, record),
    rename: (displayUrl) => changes.rename(site, record, displayUrl),
    disable: () => changes.disable(site, record),
    enable: () => changes.enable(site, record),
    uninstall: (order) => changes.uninstall(site, record, order),
    import_: async () => installationHandle(site, await changes.importSite(site, record)),
    sendDisabledWithoutJwt: () => callLifecycle(site, record, 'disabled', { withoutToken: true }),
    duplicateInstalled: (copies) =>
      Promise.all(Array.from({ length: copies }, () => callLifecycle(site, record, 'installed'))),
    send: (event, overrides) => callLifecycle(site, record, event, overrides),

    pageUrl: (moduleKey, account, overrides) =>
      pageUrl(
        site,
        record,
        framedModuleOf(record.descriptor, moduleKey).module,
        account,
        overrides,
      ),
    bareUrl: (moduleKey) =>
      moduleUrl(record, framedModuleOf(record.descriptor, moduleKey).module).href,
    contextToken: (account, overrides = {}) =>
      contextToken(site, record, { account, context: overrides.context ?? {} }, overrides),
    signed(method, url, overrides = {}) {
      const absolute = new URL(/^https?:/.test(url) ? url : `${record.descriptor.baseUrl}${url}`)
      const { account, context = {} } = overrides
      return urlToken(site, record, method, absolute, { account, context }, overrides)
    },
    lifecycleToken: (event, overrides) =>
      lifecycleToken(site, record, event, demandCallback(record, event), overrides),

    webhook: hook,
    async webhooks(events, order = 'given') {
      const send = ({ event, payload, options }: WebhookEvent): ReturnType<typeof hook> =>
        hook(event, payload, options)
      if (order === 'parallel') return (await Promise.all(events.map(send))).flat()
      const reports: DeliveryReport[] = []
      for (const one of order === 'reversed' ? events.toReversed() : events) {
        reports.push(...(await send(one)))
      }
      return reports
    },

    barAppFrom: (key) => void record.barredFrom.add(key),
    readmitAppTo: (key) => void record.barredFrom.delete(key),
  }
}
