import type { AuditEvent } from '../../src/audit/audit-event.ts'
import { createTokens } from '../../src/identity/token-service.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { PagesDeps } from '../../src/pages/page-room.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { stoppedClock, type MovableClock } from '../support/movable-clock.ts'
import { testLog } from '../support/sinks.ts'
import { aTenant } from '../support/things.ts'
import { fakeGuard } from './fake-guard.ts'
import { memorySwitchStore, memoryTokenStore } from './memory-stores.ts'

/** What differs from an ordinary door: Jira on acme.atlassian.net, `ada` its only admin. */
export interface PagesOptions {
  readonly tenant?: Partial<Tenant>
  readonly baseUrl?: string
  readonly admins?: readonly string[]
  /** The product cannot be asked who is an admin. */
  readonly productDown?: () => boolean
  readonly isAdmin?: PagesDeps['isAdmin']
}

/** Real token service over memory, and everything that a test looks at afterwards. */
export interface PagesParts extends PagesDeps {
  readonly clock: MovableClock
  readonly tenant: Tenant
  readonly otherTenant: Tenant
  readonly events: readonly AuditEvent[]
  readonly logLines: readonly string[]
}

const CLIENT_KEY = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9'

export function pagesParts(options: PagesOptions): PagesParts {
  const tenant = aTenant({ clientKey: CLIENT_KEY, ...options.tenant })
  const otherTenant = aTenant({ ...options.tenant, clientKey: 'another-installation-entirely' })
  const clock = stoppedClock()
  const ids = systemIds
  const events: AuditEvent[] = []
  const { log, lines: logLines } = testLog()
  const store = memoryTokenStore(events)
  const hashKey = new Secret('the-key-of-the-hashes')
  const isAdmin = options.isAdmin ?? listedAdmins(options)
  return {
    product: tenant.product,
    guard: fakeGuard([tenant, otherTenant]),
    tokens: createTokens({ store, hashKey, isAdmin, clock, ids, log }),
    switches: memorySwitchStore(events),
    isAdmin,
    settings: settingsWith(options.baseUrl ?? 'https://gatehouse.example.com'),
    clock,
    ids,
    log,
    tenant,
    otherTenant,
    events,
    logLines,
  }
}

function listedAdmins({ admins = ['ada'], productDown }: PagesOptions): PagesDeps['isAdmin'] {
  return async (_tenant, accountId) => {
    if (productDown?.() === true) throw new Refusal('upstream/unreachable')
    return admins.includes(accountId)
  }
}

function settingsWith(baseUrl: string): PagesDeps['settings'] {
  return {
    baseUrl,
    siteHosts: ['*.atlassian.net', '*.jira.com'],
    atlassian: {
      installKeyUrls: [],
      tokenUrl: 'https://tokens.example',
      hostScriptUrl: 'https://host.example/all.js',
      allowHttpSites: false,
    },
  }
}
