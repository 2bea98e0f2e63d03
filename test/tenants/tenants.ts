import { Secret } from '../../src/lib/secret.ts'
import type { ChangeFacts } from '../../src/tenants/lifecycle-event.ts'
import type { Installation } from '../../src/tenants/lifecycle.ts'
import { tenantIdOf, type Tenant } from '../../src/tenants/tenant.ts'

/** A tenant as an install would have left it. */
export function aTenant(over: Partial<Tenant> = {}): Tenant {
  const clientKey = over.clientKey ?? 'client-1'
  return {
    ...anInstallation({ clientKey }),
    id: tenantIdOf('jira', clientKey),
    product: 'jira',
    secretVersion: 1,
    status: 'active',
    installedAt: 1000,
    changedAt: 1000,
    ...over,
  }
}

export function anInstallation(over: Partial<Installation> = {}): Installation {
  return {
    clientKey: 'client-1',
    appKey: 'gatehouse-jira',
    sharedSecret: new Secret('the-first-secret'),
    oauthClientId: 'oauth-1',
    baseUrl: 'https://acme.atlassian.net',
    host: 'acme.atlassian.net',
    displayUrl: undefined,
    cloudId: 'cloud-1',
    ...over,
  }
}

export function facts(over: Partial<ChangeFacts> = {}): ChangeFacts {
  let count = 0
  return {
    product: 'jira',
    at: 5000,
    requestId: 'request-1',
    actor: 'product',
    ids: { next: () => `event-${++count}` },
    ...over,
  }
}
