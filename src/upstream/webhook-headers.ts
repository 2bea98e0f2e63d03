import { Webhook } from 'standardwebhooks'
import type { Secret } from '../lib/secret.ts'

/** What Standard Webhooks signs. */
interface SignedMessage {
  readonly id: string
  readonly body: string
  /** Each signs it: the newest, and for a while the one before. */
  readonly secrets: readonly Secret[]
}

/** The headers by which a receiver knows that a message is ours, and fresh. */
export function webhookHeaders(
  { id, body, secrets }: SignedMessage,
  now: number,
): Record<string, string> {
  const at = new Date(now)
  const signatures = secrets.map((secret) => new Webhook(secret.reveal()).sign(id, at, body))
  return {
    'user-agent': 'gatehouse',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': signatures.join(' '),
  }
}
