import type { ChangeEvent } from '../audit/audit-event.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { Refusal } from '../lib/refusal.ts'
import { isAccountId } from './account-id.ts'
import { createLinkLookup } from './link-lookup.ts'
import type { Link, Links, LinkStore } from './link.ts'
import { idFault } from './providers/check-text.ts'
import { ISSUER_LENGTH_MAX } from './providers/check-url.ts'

export interface LinkServiceDeps {
  readonly store: LinkStore
  readonly clock: Clock
  readonly ids: Ids
}

const LINKS_OF_ACCOUNT_MAX = 50
/** OpenID Connect Core 1.0 §2, sub. */
const SUBJECT_LENGTH_MAX = 255
const OF_PROVIDER = 'provider:'

export function createLinks({ store, clock, ids }: LinkServiceDeps): Links {
  const lookup = createLinkLookup(store, clock)

  const change = (
    kind: ChangeEvent['kind'],
    { id, tenantId, issuer, subject, accountId }: Link,
    { actor, requestId }: { readonly actor: string; readonly requestId: string },
  ): ChangeEvent => ({
    id: ids.next(),
    tenantId,
    at: clock.now(),
    requestId,
    kind,
    actor,
    subject: id,
    facts: { issuer, subject, accountId },
  })

  // Removed meanwhile by somebody else is fine: that it is gone is what was asked for.
  const remove = async (link: Link, by: Parameters<typeof change>[2]): Promise<boolean> => {
    const removed = await store.remove(link.tenantId, link.id, change('link.removed', link, by))
    lookup.forget(link)
    return removed
  }

  return {
    async accountOf(tenantId, issuer, subject) {
      if (!canBeIssuer(issuer) || !canBeSubject(subject)) return undefined
      return lookup.accountOf(tenantId, issuer, subject)
    },

    list: (tenantId, accountId) => store.list(tenantId, accountId),

    async link({ tenantId, issuer, subject, accountId }, by) {
      check({ issuer, subject, accountId })
      const made = { id: ids.next(), createdAt: clock.now(), createdBy: by.actor }
      const link = { ...made, tenantId, issuer, subject, accountId }
      const event = change('link.created', link, by)
      if (await store.insert(link, event, LINKS_OF_ACCOUNT_MAX)) {
        lookup.forget(link)
        return link
      }
      const there = await store.find(tenantId, issuer, subject)
      if (there === undefined) {
        throw invalid(`account ${accountId} has ${LINKS_OF_ACCOUNT_MAX} links already`)
      }
      if (there.accountId === accountId) return there
      throw new Refusal('link/taken', { detail: `link ${there.id} is of another account` })
    },

    async unlink(tenantId, linkId, by) {
      const listed = await store.list(tenantId, by.ownerAccountId)
      const link = listed.find((each) => each.id === linkId)
      if (link === undefined) {
        throw new Refusal('request/not-found', { detail: `no link ${linkId} for ${by.actor}` })
      }
      await remove(link, by)
    },

    async unlinkAllOf(tenantId, accountId, by) {
      let count = 0
      for (const link of await store.list(tenantId, accountId)) {
        count += (await remove(link, by)) ? 1 : 0
      }
      return count
    },
  }
}

function check({ issuer, subject, accountId }: Pick<Link, 'issuer' | 'subject' | 'accountId'>) {
  if (!canBeIssuer(issuer)) throw invalid('link to what can be no issuer')
  if (!canBeSubject(subject)) throw invalid('link to what can be no subject')
  if (!isAccountId(accountId)) throw invalid('link to what can be no account')
}

// What `issuerNameOf` can give; whether http is allowed was decided where the provider was entered.
function canBeIssuer(issuer: string): boolean {
  if (issuer.length > ISSUER_LENGTH_MAX) return false
  if (issuer.startsWith(OF_PROVIDER)) return idFault(issuer.slice(OF_PROVIDER.length)) === undefined
  return /^https?:\/\/[\x21-\x7e]+$/i.test(issuer)
}

// Half of a surrogate pair would be stored as U+FFFD, and so be found for another subject as well.
function canBeSubject(subject: string): boolean {
  const isOfLength = subject !== '' && subject.length <= SUBJECT_LENGTH_MAX
  return isOfLength && !/[\p{Cc}\p{Cs}]/u.test(subject)
}

function invalid(detail: string): Refusal {
  return new Refusal('request/invalid-input', { detail })
}
