import type { ChangeEvent } from '../audit/audit-event.ts'
import type { Ids } from '../lib/ids.ts'
import type { Product, Tenant } from './tenant.ts'

/** The circumstances of a change. */
export interface ChangeFacts {
  readonly product: Product
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly requestId: string
  /** The admin's account id, or `product` when the product names nobody. */
  readonly actor: string
  readonly ids: Pick<Ids, 'next'>
}

const COMPARED = [
  'appKey',
  'secretVersion',
  'oauthClientId',
  'baseUrl',
  'displayUrl',
  'cloudId',
  'status',
] as const

/** What a push changed of what is kept; a secret shows as its version. */
export function changedFields(current: Tenant, next: Tenant): string[] {
  return COMPARED.filter((field) => current[field] !== next[field])
}

/** The event of an `installed` that changed something: a new or returning tenant, or an update. */
export function installEventOf(
  current: Tenant | undefined,
  next: Tenant,
  facts: ChangeFacts,
): ChangeEvent {
  const comesBack = current?.status === 'uninstalled' || current?.status === 'suspect'
  if (current === undefined || comesBack) {
    return eventOf('tenant.installed', next, facts, { host: next.host, again: comesBack })
  }
  const changed = changedFields(current, next).join(',')
  const renamed = current.host === next.host ? {} : { formerHost: current.host }
  return eventOf('tenant.updated', next, facts, { host: next.host, changed, ...renamed })
}

/** One change to one tenant, as the audit log keeps it; never with a secret. */
export function eventOf(
  kind: ChangeEvent['kind'],
  tenant: Tenant,
  facts: ChangeFacts,
  about: ChangeEvent['facts'] = { host: tenant.host },
): ChangeEvent {
  const { at, requestId, actor } = facts
  const { id } = tenant
  return {
    id: facts.ids.next(),
    tenantId: id,
    at,
    requestId,
    kind,
    actor,
    subject: id,
    facts: about,
  }
}
