import { randomUUID } from 'node:crypto'
import type { CallEvent, ChangeEvent } from '../../src/audit/audit-event.ts'
import type { ApiToken } from '../../src/identity/api-token.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { Call } from '../../src/policy/call.ts'
import { tenantIdOf, type Tenant } from '../../src/tenants/tenant.ts'

/** Ready-made values; a test names only what it is about. */

export function aTenant(given: Partial<Tenant> = {}): Tenant {
  const product = given.product ?? 'jira'
  const clientKey = given.clientKey ?? `client-${randomUUID()}`
  return {
    id: tenantIdOf(product, clientKey),
    product,
    clientKey,
    appKey: `gatehouse-${product}`,
    sharedSecret: new Secret(`shared-secret-${randomUUID()}`),
    secretVersion: 1,
    oauthClientId: 'oauth-client',
    baseUrl: product === 'jira' ? 'https://acme.atlassian.net' : 'https://acme.atlassian.net/wiki',
    host: 'acme.atlassian.net',
    displayUrl: undefined,
    cloudId: undefined,
    status: 'active',
    installedAt: 1_700_000_000_000,
    changedAt: 1_700_000_000_000,
    ...given,
  }
}

export function aToken(given: Partial<ApiToken> = {}): ApiToken {
  return {
    id: randomUUID().replaceAll('-', '').slice(0, 16),
    tenantId: 'jira-tenant',
    name: 'ci',
    ownerAccountId: 'account-alice',
    createdBy: 'account-alice',
    purpose: undefined,
    limits: {},
    rotatedFrom: undefined,
    actsAs: 'user',
    access: 'read',
    hash: 'ab'.repeat(32),
    createdAt: 1_700_000_000_000,
    expiresAt: 1_900_000_000_000,
    revokedAt: undefined,
    lastUsedAt: undefined,
    ...given,
  }
}

export function aCall(given: Partial<Call> = {}): Call {
  return {
    requestId: randomUUID(),
    product: 'jira',
    siteHost: 'acme.atlassian.net',
    method: 'GET',
    path: '/rest/api/3/myself',
    query: '',
    needsToken: false,
    ...given,
  }
}

export function aChange(given: Partial<ChangeEvent> = {}): ChangeEvent {
  return {
    id: randomUUID(),
    tenantId: 'jira-tenant',
    at: 1_700_000_000_000,
    requestId: randomUUID(),
    kind: 'token.created',
    actor: 'account-alice',
    subject: 'subject',
    facts: {},
    ...given,
  }
}

export function aCallEvent(given: Partial<CallEvent> = {}): CallEvent {
  return {
    id: randomUUID(),
    tenantId: 'jira-tenant',
    at: 1_700_000_000_000,
    requestId: randomUUID(),
    kind: 'call',
    credentialKind: 'api-token',
    credentialId: 'token',
    subject: undefined,
    trustRule: undefined,
    accountId: 'account-alice',
    actsAs: 'user',
    method: 'GET',
    path: '/rest/api/3/myself',
    address: '127.0.0.1',
    decision: 'allow',
    rule: 'call-only-reads',
    detail: undefined,
    shadows: undefined,
    policyVersion: undefined,
    caller: undefined,
    operation: undefined,
    seen: undefined,
    limits: undefined,
    pathClass: undefined,
    outcome: 'unknown',
    ...given,
  }
}
