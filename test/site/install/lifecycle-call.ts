import { productUrl } from '../site-state.ts'
import type { SiteState } from '../site-state.ts'
import type { Members } from '../tokens/jws.ts'
import type { TokenOverrides } from '../tokens/mint-token.ts'
import { callApp } from './call-app.ts'
import type { CallReport } from './call-app.ts'
import type { LifecycleEvent } from './descriptor.ts'
import { lifecycleToken } from './host-token.ts'
import type { InstallationRecord } from './installation-record.ts'

/** What a test may bend in a lifecycle call. */
export interface LifecycleOverrides extends TokenOverrides {
  /** Members of the body to replace; `undefined` leaves one out. The token stays as it is. */
  readonly body?: Members
  /** Sends the body exactly so. */
  readonly rawBody?: string
  readonly withoutToken?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

/** Address of the callback, or undefined where the descriptor names none. */
export function callbackUrl(record: InstallationRecord, event: LifecycleEvent): URL | undefined {
  const path = record.descriptor.lifecycle?.[event]
  return path === undefined ? undefined : new URL(`${record.descriptor.baseUrl}${path}`)
}

/** The body of a lifecycle callback; only `installed` carries the secret. */
function lifecycleBody(
  site: SiteState,
  record: InstallationRecord,
  event: LifecycleEvent,
): Members {
  const { product, displayUrl } = record
  const baseUrl = productUrl(site, product)
  const name = product === 'jira' ? 'Jira' : 'Confluence'
  const actsAsUser = (record.descriptor.scopes ?? []).includes('ACT_AS_USER')
  return {
    key: record.appKey,
    clientKey: record.clientKey,
    ...(actsAsUser ? { oauthClientId: record.oauthClientId } : {}),
    publicKey: 'deprecated',
    ...(event === 'installed' ? { sharedSecret: record.sharedSecret } : {}),
    serverVersion: '100272',
    pluginsVersion: '1001.0.0-SNAPSHOT',
    baseUrl,
    ...(displayUrl === undefined ? {} : { displayUrl }),
    productType: product,
    description: `Atlassian ${name} at ${baseUrl}`,
    cloudId: site.cloudId,
    eventType: event,
  }
}

/** Tells the app of the event and reports what it said. A callback that was not declared counts as accepted. */
export async function callLifecycle(
  site: SiteState,
  record: InstallationRecord,
  event: LifecycleEvent,
  overrides: LifecycleOverrides = {},
): Promise<CallReport> {
  const url = callbackUrl(record, event)
  if (url === undefined) return { status: 204, headers: {}, body: '', ms: 0 }
  const token = lifecycleToken(site, record, event, url, overrides)
  const body = JSON.stringify({ ...lifecycleBody(site, record, event), ...overrides.body })
  return callApp({
    method: 'POST',
    url: url.href,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Atlassian-Connect/1001.0.0-SNAPSHOT',
      ...(overrides.withoutToken === true ? {} : { authorization: `JWT ${token}` }),
      ...overrides.headers,
    },
    body: overrides.rawBody ?? body,
    timeoutMs: site.world.timings.callTimeoutMs,
  })
}
