import type { AuditEvent } from '../../src/audit/audit-event.ts'
import { inClear } from '../../src/audit/subject-writer.ts'
import { createLinks } from '../../src/identity/link-service.ts'
import { createTokens } from '../../src/identity/token-service.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { Secret } from '../../src/lib/secret.ts'
import type { PagesDeps } from '../../src/pages/page-room.ts'
import { createLockBook } from '../../src/policy/guard/lock-book.ts'
import { createPolicyBook } from '../../src/policy/policy-book.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { memoryAuditReader } from '../audit/memory-audit-reader.ts'
import { anExplainer } from '../policy/an-explainer.ts'
import { stoppedClock, type MovableClock } from '../support/movable-clock.ts'
import { testLog } from '../support/sinks.ts'
import { memoryLocks } from '../policy/guard/memory-locks.ts'
import { aTenant } from '../support/things.ts'
import { fakeGuard } from './fake-guard.ts'
import { memoryLinkStore, memoryPolicyStore, memoryTokenStore } from './memory-stores.ts'

/** What differs from an ordinary door: Jira on acme.atlassian.net, `ada` its only admin. */
export interface PagesOptions {
  readonly tenant?: Partial<Tenant>
  readonly baseUrl?: string
  readonly admins?: readonly string[]
  /** The product cannot be asked who is an admin. */
  readonly productDown?: () => boolean
  readonly isAdmin?: PagesDeps['isAdmin']
  /** Tries tokens; otherwise every token is refused by nobody in particular. */
  readonly inspector?: PagesDeps['inspector']
  /** The product's groups; otherwise it has none. */
  readonly productGroups?: PagesDeps['productGroups']
  readonly audit?: PagesDeps['audit']
  readonly locks?: PagesDeps['locks']
  /** Otherwise nothing has happened, and nothing is told anywhere. */
  readonly notices?: PagesDeps['notices']
  /** Otherwise there are none. */
  readonly streams?: PagesDeps['streams']
  /** Otherwise nobody has asked Crowd yet. */
  readonly signOn?: PagesDeps['signOn']
  readonly providerHealth?: PagesDeps['providerHealth']
  /** The log; otherwise nothing was called yet. */
  readonly reader?: PagesDeps['reader']
  readonly replayer?: PagesDeps['replayer']
  /** Otherwise nothing is recorded. */
  readonly record?: PagesDeps['record']
  /** Otherwise the product has said nothing of its budget. */
  readonly budget?: PagesDeps['budget']
}

/** Real services over memory, and everything that a test looks at afterwards. */
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
  const policies = createPolicyBook({ store: memoryPolicyStore(events), clock, ids })
  const idleDaysOf = async (id: string) => (await policies.read(id)).document.tokens.idleDays
  const tokens = createTokens({ store, hashKey, isAdmin, idleDaysOf, clock, ids, log })
  const reader = options.reader ?? memoryAuditReader()
  return {
    product: tenant.product,
    guard: fakeGuard([tenant, otherTenant]),
    tokens,
    policies,
    links: createLinks({ store: memoryLinkStore(events), clock, ids, recordedSubject: inClear }),
    locks:
      options.locks ??
      createLockBook({ store: memoryLocks(events), clock, ids, recordedSubject: inClear }),
    notices: options.notices ?? noNotices,
    streams: options.streams ?? noStreams,
    signOn: options.signOn ?? nobodySignedOn,
    providerHealth: options.providerHealth ?? { of: () => [] },
    isAdmin,
    inspector: options.inspector ?? nobodysInspector,
    productGroups: options.productGroups ?? { search: async () => [], ofAccount: async () => [] },
    audit: options.audit ?? {
      bypassHits: async () => new Map<string, number>(),
      shadowHits: async () => new Map<string, number>(),
    },
    reader,
    explainer: anExplainer({ policies, tokens, reader, clock }),
    budget: options.budget ?? { state: () => ({ quota: undefined, pauses: [], callers: [] }) },
    appScopes: ['READ', 'WRITE', 'DELETE', 'ACT_AS_USER'],
    replayer: options.replayer ?? nothingToTry,
    record: options.record ?? nothingRecorded,
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

/** As where nobody has called yet. */
const nothingToTry: PagesDeps['replayer'] = {
  try: async () => ({
    calls: 0,
    unchanged: 0,
    loses: 0,
    gains: 0,
    otherCode: 0,
    unsaid: {},
    notTried: {},
    decidedOtherwise: 0,
    callers: [],
    callersAffected: 0,
  }),
}

const notSetUp = () => Promise.reject(new Refusal('request/not-found'))
const noNotices: PagesDeps['notices'] = {
  settings: async () => undefined,
  save: notSetUp,
  rotate: notSetUp,
  test: notSetUp,
  deliveries: async () => [],
  newest: async () => [],
}

const noStreams: PagesDeps['streams'] = {
  list: async () => [],
  find: notSetUp,
  add: notSetUp,
  change: notSetUp,
  remove: notSetUp,
  test: notSetUp,
}

const nobodySignedOn: PagesDeps['signOn'] = {
  healthOf: () => ({ kind: 'untried', since: 0 }),
  addressRule: () => 'unknown',
  endSessions: notSetUp,
}

const nobodysInspector: PagesDeps['inspector'] = {
  inspect: async () => ({ verdict: 'refused', code: 'token/untrusted', findings: [] }),
  proves: () => Promise.reject(new Refusal('token/untrusted')),
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
    allowPrivateAddresses: false,
    siteHosts: ['*.atlassian.net', '*.jira.com'],
    atlassian: {
      installKeyUrls: [],
      tokenUrl: 'https://tokens.example',
      hostScriptUrl: 'https://host.example/all.js',
      allowHttpSites: false,
    },
  }
}

const nothingRecorded: PagesDeps['record'] = {
  state: async () => ({
    events: 0,
    since: undefined,
    unchained: 0,
    lines: 0,
    lastCut: undefined,
    lastHead: undefined,
  }),
  wouldRemove: async () => undefined,
}
