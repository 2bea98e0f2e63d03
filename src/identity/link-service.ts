import type { ChangeEvent } from '../audit/audit-event.ts'
import type { SubjectWriter } from '../audit/subject-writer.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Fault } from '../lib/fault.ts'
import { Refusal } from '../lib/refusal.ts'
import { canBeIssuerName, canBeSubject, linkFaults } from './link-identity.ts'
import { createLinkLookup } from './link-lookup.ts'
import type { Insertion, Link, Links, LinkStore } from './link.ts'

export interface LinkServiceDeps {
  readonly store: LinkStore
  readonly clock: Clock
  readonly ids: Ids
  /** For events alone: links themselves are found by the subject as it is. */
  readonly recordedSubject: SubjectWriter
}

const MOST = { ofAccount: 50, ofTenant: 20_000 } as const

export function createLinks({ store, clock, ids, recordedSubject }: LinkServiceDeps): Links {
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
    facts: { issuer, subject: recordedSubject(tenantId, subject), accountId },
  })

  // Removed meanwhile by somebody else is fine: that it is gone is what was asked for.
  const remove = async (link: Link, by: Parameters<typeof change>[2]): Promise<boolean> => {
    const removed = await store.remove(link.tenantId, link.id, change('link.removed', link, by))
    lookup.forget(link)
    return removed
  }

  return {
    accountOf(tenantId, issuer, subject) {
      if (!canBeIssuerName(issuer) || !canBeSubject(subject)) return undefined
      return lookup.accountOf(tenantId, issuer, subject)
    },

    list: (tenantId, accountId) => store.list(tenantId, accountId),
    page: (tenantId, selection) => store.page(tenantId, selection),

    async link({ tenantId, issuer, subject, accountId }, by) {
      const faults = linkFaults({ issuer, subject, accountId })
      if (faults.length > 0) throw invalid('link of what cannot be linked', faults)
      const made = { id: ids.next(), createdAt: clock.now(), createdBy: by.actor }
      const link = { ...made, tenantId, issuer, subject, accountId }
      const event = change('link.created', link, by)
      const insertion = await store.insert(link, event, MOST)
      if (insertion.kind === 'made') lookup.forget(link)
      return madeOrThere(link, insertion)
    },

    async unlink(tenantId, linkId, by) {
      const link = await store.byId(tenantId, linkId)
      const foreign = by.ownerAccountId !== undefined && link?.accountId !== by.ownerAccountId
      if (link === undefined || foreign) {
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

    forget: lookup.forget,
    forgetAll: lookup.forgetAll,
  }
}

function madeOrThere(link: Link, insertion: Insertion): Link {
  switch (insertion.kind) {
    case 'made':
      return link
    case 'taken': {
      const { there } = insertion
      if (there.accountId === link.accountId) return there
      throw new Refusal('link/taken', { detail: `link ${there.id} is of another account` })
    }
    case 'full': {
      const isAccount = insertion.of === 'account'
      const fault = isAccount ? ACCOUNT_FULL : TENANT_FULL
      const who = isAccount ? `account ${link.accountId}` : `tenant ${link.tenantId}`
      throw invalid(`${who} has as many links as it can have`, [fault])
    }
  }
}

const ACCOUNT_FULL: Fault = {
  path: 'accountId',
  says: `This account has ${MOST.ofAccount} links already, and can have no more. Remove one of them first.`,
}
const TENANT_FULL: Fault = {
  path: '',
  says: `There are ${MOST.ofTenant} links already, and there can be no more. Remove some of them first.`,
}

function invalid(detail: string, faults: readonly Fault[]): Refusal {
  return new Refusal('request/invalid-input', { detail, faults })
}
