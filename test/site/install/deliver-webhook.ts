import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { SiteState } from '../site-state.ts'
import type { TokenOverrides } from '../tokens/mint-token.ts'
import { callApp, isAccepted } from './call-app.ts'
import type { CallReport } from './call-app.ts'
import type { WebhookModule } from './descriptor.ts'
import { urlToken } from './host-token.ts'
import type { InstallationRecord } from './installation-record.ts'
import { resolveVariables } from './url-variables.ts'

/** What a test may bend in a delivery. */
export interface DeliveryOptions extends TokenOverrides {
  readonly flow?: 'Primary' | 'Secondary'
  /** Sends the same event so often at the same time. */
  readonly copies?: number
  readonly identifier?: string
  /** Echo of the trace header that the app sent on its own call. */
  readonly trace?: string
  readonly variables?: Readonly<Record<string, string>>
  readonly withoutToken?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

/** One event sent to one URL, with every try. */
export interface DeliveryReport {
  readonly event: string
  readonly identifier: string
  readonly attempts: readonly CallReport[]
  readonly delivered: boolean
  /** Why nothing was sent, where nothing was. */
  readonly withheld?: 'not-declared' | 'never-sent-in-cloud' | 'too-large'
}

const retriedStatuses = new Set([408, 409, 425, 429])
const triesMax = 5

/** Jira tries again after these; Confluence never does. */
function isRetried(record: InstallationRecord, report: CallReport): boolean {
  if (record.product === 'confluence') return false
  if ('failure' in report) return true
  return retriedStatuses.has(report.status) || report.status >= 500
}

/** Five to fifteen minutes by the retry clock. */
function retryDelayMs(site: SiteState): number {
  return (5 + Math.random() * 10) * site.world.timings.retryMinuteMs
}

function sendOnce(
  site: SiteState,
  record: InstallationRecord,
  hook: WebhookModule,
  identifier: string,
  body: string,
  retry: number,
  options: DeliveryOptions,
): Promise<CallReport> {
  const url = new URL(
    `${record.descriptor.baseUrl}${resolveVariables(hook.url, options.variables ?? {})}`,
  )
  const token = urlToken(site, record, 'POST', url, {}, options)
  return callApp({
    method: 'POST',
    url: url.href,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Atlassian Webhook HTTP Client',
      ...(options.withoutToken === true ? {} : { authorization: `JWT ${token}` }),
      'x-atlassian-webhook-identifier': identifier,
      'x-atlassian-webhook-flow': options.flow ?? 'Primary',
      ...(retry > 0 ? { 'x-atlassian-webhook-retry': String(retry) } : {}),
      ...(options.trace === undefined ? {} : { 'x-atlassian-webhook-trace': options.trace }),
      ...options.headers,
    },
    body: hook.excludeBody === true ? '' : body,
    timeoutMs: site.world.timings.callTimeoutMs,
  })
}

async function sendUntilAccepted(
  site: SiteState,
  record: InstallationRecord,
  hook: WebhookModule,
  identifier: string,
  body: string,
  options: DeliveryOptions,
): Promise<readonly CallReport[]> {
  const attempts: CallReport[] = []
  for (let retry = 0; retry < triesMax; retry += 1) {
    if (retry > 0) await wait(retryDelayMs(site))
    const report = await sendOnce(site, record, hook, identifier, body, retry, options)
    attempts.push(report)
    if (!isRetried(record, report)) break
  }
  return attempts
}

/** Delivers one event to one subscribed URL, with the retries of the product. */
export async function deliverWebhook(
  site: SiteState,
  record: InstallationRecord,
  hook: WebhookModule,
  body: string,
  options: DeliveryOptions = {},
): Promise<DeliveryReport> {
  const identifier = options.identifier ?? randomUUID()
  const copies = Array.from({ length: options.copies ?? 1 }, () =>
    sendUntilAccepted(site, record, hook, identifier, body, options),
  )
  const attempts = (await Promise.all(copies)).flat()
  return { event: hook.event, identifier, attempts, delivered: attempts.some(isAccepted) }
}
