import { randomUUID } from 'node:crypto'
import type { SiteState } from '../site-state.ts'
import type { Members } from '../tokens/jws.ts'
import { deliverWebhook } from './deliver-webhook.ts'
import type { DeliveryOptions, DeliveryReport } from './deliver-webhook.ts'
import { webhookModules } from './descriptor-modules.ts'
import type { InstallationRecord } from './installation-record.ts'
import { neverSent } from './webhook-events.ts'

/** Larger payloads are dropped by the product. */
const payloadBytesMax = 25 * 1024 * 1024

function withheld(event: string, reason: NonNullable<DeliveryReport['withheld']>): DeliveryReport {
  return { event, identifier: randomUUID(), attempts: [], delivered: false, withheld: reason }
}

/** The body as the product writes it; Confluence names no event, the URL is all there is. */
function bodyOf(
  site: SiteState,
  record: InstallationRecord,
  event: string,
  payload: Members,
): string {
  const timestamp = site.world.now()
  const named = record.product === 'jira' ? { webhookEvent: event } : {}
  return JSON.stringify({ timestamp, ...named, ...payload })
}

/** Sends the event to every URL that the descriptor subscribes with it. */
export async function sendWebhook(
  site: SiteState,
  record: InstallationRecord,
  event: string,
  payload: Members = {},
  options: DeliveryOptions = {},
): Promise<readonly DeliveryReport[]> {
  const hooks = webhookModules(record.descriptor).filter((hook) => hook.event === event)
  if (hooks.length === 0) return [withheld(event, 'not-declared')]
  if (record.product === 'confluence' && neverSent.has(event)) {
    return [withheld(event, 'never-sent-in-cloud')]
  }
  const body = bodyOf(site, record, event, payload)
  if (Buffer.byteLength(body) > payloadBytesMax) return [withheld(event, 'too-large')]
  return Promise.all(hooks.map((hook) => deliverWebhook(site, record, hook, body, options)))
}
