import type { CallEvent, SeenCaller } from '../audit/audit-event.ts'
import type { ActsAs, CredentialKind, Principal } from '../identity/principal.ts'
import { Secret } from '../lib/secret.ts'
import type { Product } from '../tenants/tenant.ts'
import { mayBeCut } from './kept-of-call.ts'
import type { PolicyDocument } from './policy-document.ts'
import { servedPath } from './site-call.ts'
import type { Situation } from './situation.ts'

/** What a recorded call is put together with. */
export interface RecordedSurroundings {
  readonly product: Product
  readonly siteHost: string
  readonly isDataCenter?: boolean | undefined
  /** The rules that it is tried on: a provider's trust rules are taken from there. */
  readonly document: PolicyDocument
  /** Whoever holds the API token, with the limits that the token has now; absent when it is gone. */
  readonly tokenHolder?: Principal | undefined
  /** Ids of groups that the caller is taken to be in; absent: those of the record. */
  readonly groups?: ReadonlySet<string> | undefined
}

/**
 * A call of the log as something that can be decided on again, at the time when it was made. Of its query
 * only the names are known, so each has an empty value. Undefined for a call that was never decided on, or
 * whose path was too long to be kept.
 */
export function recordedSituation(
  event: CallEvent,
  surroundings: RecordedSurroundings,
): Situation | undefined {
  const { seen, path, credentialKind } = event
  if (seen === undefined || credentialKind === undefined) return undefined
  if (mayBeCut(path)) return undefined
  const { product, siteHost, isDataCenter = false } = surroundings
  const call = {
    requestId: event.requestId,
    product,
    siteHost,
    method: event.method,
    ...servedPath(product, path, isDataCenter),
    ...(isDataCenter ? { isDataCenter } : {}),
    query: seen.queryNames.map((name) => encodeURIComponent(name)).join('&'),
  }
  return {
    principal: surroundings.tokenHolder ?? recordedPrincipal(event, seen, surroundings),
    call,
    address: event.address,
    groups: surroundings.groups ?? new Set(seen.groups),
    ownerIsAdmin: seen.ownerIsAdmin === true,
    now: event.at,
  }
}

function recordedPrincipal(
  event: CallEvent,
  { access, provider }: SeenCaller,
  { document }: RecordedSurroundings,
): Principal {
  const { trustRule, subject, accountId } = event
  const rule = document.providers
    .find(({ id }) => id === provider)
    ?.rules.find(({ name }) => name === trustRule)
  return {
    tenantId: event.tenantId,
    actsAs: recordedActsAs(event),
    access: rule?.access ?? access,
    resources: rule?.resources,
    networks: rule?.networks,
    credential: {
      // Written by the gateway, from this very list of kinds.
      kind: event.credentialKind as CredentialKind,
      id: event.credentialId ?? '',
      subject,
      provider,
      trustRule,
    },
    ownerAccountId: accountId,
  }
}

function recordedActsAs({ actsAs, accountId, credentialKind }: CallEvent): ActsAs {
  if (actsAs === 'app') return { kind: 'app' }
  if (actsAs === 'anonymous' || credentialKind === 'anonymous') return { kind: 'anonymous' }
  // The caller's own credential is not kept, and no rule looks into it.
  if (actsAs === 'caller') return { kind: 'caller', authorization: new Secret('') }
  return { kind: 'user', accountId: accountId ?? '' }
}
