import type { Product } from '../access/scopes.ts'
import type { SiteState } from '../site-state.ts'
import type { Members } from '../tokens/jws.ts'
import { sendWebhook } from './send-webhook.ts'

/**
 * Tells every subscribed app of a change that happened on the site. It does not wait: the product answers
 * its caller long before an app hears of the change.
 */
export function announce(site: SiteState, product: Product, event: string, payload: Members): void {
  for (const record of site.installations) {
    if (record.product !== product || record.state !== 'enabled') continue
    site.background.add(sendWebhook(site, record, event, payload))
  }
}
