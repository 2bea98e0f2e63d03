import { createServer, type OutgoingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeSymmetric, SymmetricAlgorithm } from 'atlassian-jwt'
import type { AuditEvent, CallCompletion, CallEvent } from '../../../src/audit/audit-event.ts'
import { inClear } from '../../../src/audit/subject-writer.ts'
import { createGateway, type GatewayDeps } from '../../../src/gateway/gateway.ts'
import { NOT_MINE, type Authenticator } from '../../../src/identity/credential.ts'
import { createMemoryPoints } from '../../../src/db/memory-points.ts'
import type { Principal } from '../../../src/identity/principal.ts'
import { systemIds } from '../../../src/lib/ids.ts'
import type { Log } from '../../../src/lib/log.ts'
import { Refusal } from '../../../src/lib/refusal.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { createProductBudget } from '../../../src/policy/budget/product-budget.ts'
import { evaluate } from '../../../src/policy/evaluate.ts'
import { createGuard } from '../../../src/policy/guard/guard.ts'
import { createLockBook } from '../../../src/policy/guard/lock-book.ts'
import { createLimiter } from '../../../src/policy/limiter.ts'
import { DEFAULT_POLICY, type PolicyDocument } from '../../../src/policy/policy-document.ts'
import { createRecordedCredential } from '../../../src/policy/recorded-credential.ts'
import { compilePolicy } from '../../../src/policy/snapshot.ts'
import { EVERYTHING } from '../../../src/policy/starter-sets.ts'
import { DEFAULT_SWITCHES, type Switches } from '../../../src/policy/switches.ts'
import {
  createTenantDirectory,
  type TenantDirectory,
} from '../../../src/tenants/tenant-directory.ts'
import { tenantIdOf, type Product, type Tenant } from '../../../src/tenants/tenant.ts'
import type { UpstreamLimits } from '../../../src/upstream/limits.ts'
import { createCoalescer } from '../../../src/upstream/coalesce.ts'
import { withQuota } from '../../../src/upstream/quota-client.ts'
import { createSiteClient, type SiteClient } from '../../../src/upstream/site-client.ts'
import { NO_DATA_CENTER } from '../../support/no-data-center.ts'
import { memoryLocks } from '../../policy/guard/memory-locks.ts'
import { rawCall, type Answer, type RawCall } from './raw-call.ts'
import { startSmallServer, type SmallServer } from './small-server.ts'

export const SHARED_SECRET = 'a-shared-secret-of-more-than-thirty-two-characters'

/** Tokens of this world: `{kind}-{access}` acts for account `ann` at the Jira tenant. */
export const USER_TOKEN = 'user-write'
export const APP_TOKEN = 'app-write'
export const READ_TOKEN = 'user-read'
export const FOREIGN_TOKEN = 'user-of-another-tenant'

/** The rules of a tenant whose admins made all that is served available; with what differs. */
export function rulesOf(tenant: Pick<Tenant, 'product'>, given: Partial<PolicyDocument> = {}) {
  const { document } = DEFAULT_POLICY
  const open = { ...document, switches: EVERY_KIND, resources: [EVERYTHING], ...given }
  return compilePolicy({ version: 1, document: open }, tenant.product)
}

/** Every kind of credential that names its holder is taken. */
export const EVERY_KIND: Switches = { ...DEFAULT_SWITCHES, basicPassThrough: true }

export interface GatewayWorld {
  readonly origin: string
  readonly server: Server
  readonly product: SmallServer
  readonly tokenServer: SmallServer
  readonly media: SmallServer
  readonly directory: TenantDirectory
  readonly siteClient: SiteClient
  readonly jira: Tenant
  readonly confluence: Tenant
  readonly events: CallEvent[]
  readonly completions: Map<string, CallCompletion[]>
  readonly logged: string[]
  /** Milliseconds; moved by tests. */
  now: number
  failAppend: boolean
  /** How long the disk takes for the event of a call. */
  appendMs: number
  failComplete: boolean
  /** `/sites/{host}` in front of a path of the Jira tenant. */
  at(path: string): string
  call(call: RawCall & { readonly token?: string }): Promise<Answer>
  /** The events of the calls so far with what became of them, oldest first. */
  records(): Promise<(CallEvent & { readonly completion: CallCompletion | undefined })[]>
  close(): Promise<void>
}

export interface WorldWishes {
  readonly limits?: Partial<UpstreamLimits>
  readonly baseUrl?: string
  /** Asked after the one that knows the tokens of this world. */
  readonly moreAuthenticators?: readonly Authenticator[]
  readonly deps?: Partial<GatewayDeps>
  /** What differs from rules that make all available. */
  readonly document?: Partial<PolicyDocument>
  /** Groups of the policy that every caller is in. */
  readonly groups?: readonly string[]
}

/** The gateway between real small servers: product, token server, media host. */
export async function startWorld(wishes: WorldWishes = {}): Promise<GatewayWorld> {
  const [product, tokenServer, media] = await Promise.all([
    startSmallServer(),
    startSmallServer(),
    startSmallServer(),
  ])
  tokenServer.handler = (_req, res) => {
    const granted = { access_token: `granted-${String(tokenServer.seen.length)}` }
    res.end(JSON.stringify({ ...granted, expires_in: 900, token_type: 'Bearer' }))
  }
  const jira = aTenant('jira', product)
  const confluence = aTenant('confluence', product)
  const directory = createTenantDirectory([jira, confluence])
  const memory = memoryAudit()
  const logged: string[] = []
  const clock = { now: () => world.now }
  const atlassian = { tokenUrl: tokenServer.origin, allowHttpSites: true }
  const budget = createProductBudget({
    audit: memory.audit,
    clock,
    ids: systemIds,
    log: listLog(logged),
  })
  const client = createSiteClient({ atlassian, clock, limits: wishes.limits ?? {} })
  const siteClient = withQuota(client, budget, clock)
  const gateway = createGateway({
    directory,
    authenticators: [authenticator(), ...(wishes.moreAuthenticators ?? [])],
    snapshotOf: async (tenant) => rulesOf(tenant, wishes.document),
    standingOf: async () => ({ groups: new Set(wishes.groups), ownerIsAdmin: false }),
    dataCenter: NO_DATA_CENTER,
    evaluate,
    limiter: createLimiter({ points: createMemoryPoints(), log: listLog(logged) }),
    guard: createGuard({
      book: createLockBook({
        store: memoryLocks(),
        clock,
        ids: systemIds,
        recordedSubject: inClear,
      }),
      points: createMemoryPoints(),
      log: listLog(logged),
    }),
    audit: memory.audit,
    refusals: memory.refusals,
    recordedCredential: createRecordedCredential(inClear),
    siteClient,
    budget,
    coalescer: createCoalescer({ clock }),
    settings: {
      trustedProxies: [],
      clientIpHeader: 'x-forwarded-for',
      baseUrl: wishes.baseUrl ?? 'http://gatehouse.test',
    },
    clock,
    ids: systemIds,
    log: listLog(logged),
    ...wishes.deps,
  })
  const server = createServer((req, res) => void gateway(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address record, not a pipe's name.
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`

  const world: GatewayWorld = Object.assign(memory.switches, {
    origin,
    server,
    product,
    tokenServer,
    media,
    directory,
    siteClient,
    jira,
    confluence,
    events: memory.events,
    completions: memory.completions,
    logged,
    now: Date.now(),
    at: (path: string) => `/sites/${product.host}${path}`,
    call: ({ token, ...call }: RawCall & { readonly token?: string }) =>
      rawCall(origin, token === undefined ? call : { ...call, headers: withToken(call, token) }),
    records: () => settledRecords(memory),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await siteClient.close()
      await Promise.all([product.close(), tokenServer.close(), media.close()])
    },
  })
  return world
}

export function aTenant(product: Product, site: Pick<SmallServer, 'origin' | 'host'>): Tenant {
  const clientKey = `client-${product}`
  return {
    id: tenantIdOf(product, clientKey),
    product,
    clientKey,
    appKey: `app-${product}`,
    sharedSecret: new Secret(SHARED_SECRET),
    secretVersion: 1,
    oauthClientId: `oauth-${product}`,
    baseUrl: product === 'jira' ? site.origin : `${site.origin}/wiki`,
    host: site.host,
    displayUrl: undefined,
    cloudId: undefined,
    status: 'active',
    installedAt: 0,
    changedAt: 0,
  }
}

/** The claims of `Authorization: JWT …` as Atlassian's own library reads them. */
export function claimsOf(authorization: string | undefined): Record<string, unknown> {
  const token = /^JWT (.+)$/.exec(authorization ?? '')?.[1] ?? ''
  // The library's result has no type; a test that reads a field that is not there fails on it.
  return decodeSymmetric(token, SHARED_SECRET, SymmetricAlgorithm.HS256) as Record<string, unknown>
}

function withToken(call: RawCall, token: string): OutgoingHttpHeaders {
  // Only calls that set their own Authorization list headers as an array, and those name no token.
  return { authorization: `Bearer ${token}`, ...(call.headers as OutgoingHttpHeaders | undefined) }
}

// Tokens named for what they may do, known at every tenant but one.
function authenticator(): Authenticator {
  return async (credential, tenant): Promise<Principal | typeof NOT_MINE> => {
    const secret = credential.scheme === 'basic' ? credential.password : credential.token
    const text = secret.reveal()
    if (text === FOREIGN_TOKEN) throw new Refusal('credential/invalid')
    const match = /^(user|app)-(read|write|manage)(?:-(\w+))?$/.exec(text)
    if (match === null) return NOT_MINE
    const accountId = match[3] ?? 'ann'
    return {
      tenantId: tenant.id,
      actsAs: match[1] === 'app' ? { kind: 'app' } : { kind: 'user', accountId },
      access: match[2] === 'read' || match[2] === 'manage' ? match[2] : 'write',
      credential: { kind: 'api-token', id: `id-of-${text}` },
      ownerAccountId: accountId,
    }
  }
}

function memoryAudit() {
  const events: CallEvent[] = []
  const completions = new Map<string, CallCompletion[]>()
  const switches = { failAppend: false, failComplete: false, appendMs: 0 }
  const audit = {
    async append(event: AuditEvent) {
      await new Promise((resolve) => setTimeout(resolve, switches.appendMs))
      if (switches.failAppend) throw new Error('disk is full')
      if (event.kind === 'call') events.push(event)
    },
    async complete({ id }: Pick<AuditEvent, 'id'>, completion: CallCompletion) {
      if (switches.failComplete) throw new Error('disk is full')
      completions.set(id, [...(completions.get(id) ?? []), completion])
    },
  }
  const refusals = {
    note(event: CallEvent, completion: CallCompletion) {
      events.push(event)
      completions.set(event.id, [completion])
    },
  }
  return { events, completions, switches, audit, refusals }
}

// The outcome is written after the answer is out, so a caller can be ahead of it by a moment.
async function settledRecords(memory: ReturnType<typeof memoryAudit>) {
  for (let i = 0; i < 200 && memory.completions.size < memory.events.length; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return memory.events.map((event) => {
    const [completion, ...more] = memory.completions.get(event.id) ?? []
    if (more.length > 0) throw new Error(`event ${event.id} was completed more than once`)
    return { ...event, completion }
  })
}

function listLog(lines: string[]): Log {
  const note = (...parts: unknown[]) => void lines.push(JSON.stringify(parts, withErrors))
  return { debug: note, info: note, warn: note, error: note, fatal: note }
}

function withErrors(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  return { message: value.message, stack: value.stack, cause: value.cause }
}
