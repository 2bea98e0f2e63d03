import { createHash } from 'node:crypto'
import express, { type Request, type Response, type Router } from 'express'
import type { AccountReviewStore } from '../identity/account-review-store.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Descriptor } from './descriptor.ts'
import { CALLBACK } from './gate.ts'
import { createReadJson } from './json-body.ts'
import { route } from '../lib/route.ts'
import { readSigned, type SignedRequestDeps } from './signed-request.ts'
import { accountOf } from './webhook-body.ts'

export interface WebhookDeps extends SignedRequestDeps {
  readonly descriptor: Descriptor
  readonly accountReviews: Pick<AccountReviewStore, 'accept'>
  onAccountReview(): void
  /** Called with the account of every event that was accepted, a repeat included, so that what is held of it is dropped. */
  onUserEvent(tenantId: string, accountId: string): Promise<void>
}

/** Longest webhook body that is read; one about a user is below 10 kB. */
const WEBHOOK_BYTES_MAX = 1024 * 1024

/**
 * One route for each webhook of the descriptor; all of them are about users, and mean that the
 * account has to be looked at again. 204 is sent when that is on disk: ACE's own webhook routes
 * answer before any listener has ended, so what fails there is lost.
 */
export function createWebhookRoutes(deps: WebhookDeps): Router {
  const readJson = createReadJson(WEBHOOK_BYTES_MAX)

  const receive = async (req: Request, res: Response) => {
    const { tenant, tokenText } = await readSigned(req, CALLBACK, ['active'], deps)
    const body = await readJson(req, res)
    const delivery = {
      tenantId: tenant.id,
      identifier: identifierOf(req),
      tokenDigest: digestOf(tokenText),
      bodyDigest: digestOf(body.bytes),
      receivedAt: deps.clock.now(),
    }
    const accountId = accountOf(body.value)
    const acceptance = await deps.accountReviews.accept(delivery, accountId)
    switch (acceptance) {
      case 'stored':
        deps.onAccountReview()
        break
      case 'repeat':
        break
      case 'conflict':
        throw new Refusal('product/replayed', { detail: `delivery to ${tenant.id}` })
    }
    await deps.onUserEvent(tenant.id, accountId)
    res.status(204).end()
  }

  const router = express.Router({ caseSensitive: true, strict: true })
  for (const { url } of deps.descriptor.modules.webhooks) {
    router.post(`${deps.app.basePath}${url}`, route(receive))
  }
  return router
}

const IDENTIFIER = /^[\x21-\x7e]{1,200}$/

// The same on every retry of one event (Atlassian's docs).
function identifierOf(req: Request): string | undefined {
  const given = req.headersDistinct['x-atlassian-webhook-identifier'] ?? []
  const [identifier] = given
  if (identifier === undefined) return undefined
  if (given.length > 1 || !IDENTIFIER.test(identifier)) {
    throw new Refusal('request/malformed', { detail: 'webhook identifier' })
  }
  return identifier
}

function digestOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
