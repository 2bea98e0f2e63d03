import type { SiteClient } from '../upstream/site-client.ts'
import type { Neighbours } from './neighbours.ts'

/**
 * The same way to the product. What writes is answered when no other process lets anybody join a question
 * that was asked before: who has the answer to a write reads what it wrote, wherever the next call goes.
 */
export function toldWrites(siteClient: SiteClient, { tell }: Pick<Neighbours, 'tell'>): SiteClient {
  return {
    ...siteClient,
    async send(request) {
      if (request.needs === 'READ') return await siteClient.send(request)
      try {
        return await siteClient.send(request)
      } finally {
        // Also after a failure: the product may have done it all the same.
        await tell({ kind: 'written', tenantId: request.tenant.id })
      }
    },
  }
}
