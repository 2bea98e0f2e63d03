import type { AddressInfo } from 'node:net'
import express from 'express'
import { inClear } from '../../src/audit/subject-writer.ts'
import { createErrorAnswer } from '../../src/api/error-answer.ts'
import { createManagementDoor } from '../../src/api/management-door.ts'
import type { AuditEvent, CallCompletion } from '../../src/audit/audit-event.ts'
import { appScopes } from '../../src/connect/app-scopes.ts'
import { createHeadRound } from '../../src/audit/head-round.ts'
import { createLinkSigner } from '../../src/audit/link-signer.ts'
import type { Database } from '../../src/db/database.ts'
import { createAuditReader } from '../../src/db/audit-reader-table.ts'
import { noticeBody } from '../../src/audit/notices/notice-body.ts'
import { createNoticeSender } from '../../src/audit/notices/notice-sender.ts'
import { createNotices, type Notices } from '../../src/audit/notices/notices.ts'
import { createAuditTable } from '../../src/db/audit-table.ts'
import { createGuardTable } from '../../src/db/guard-table.ts'
import { createHeadTable } from '../../src/db/head-table.ts'
import { createLinkTable } from '../../src/db/link-table.ts'
import { createNoticeTable } from '../../src/db/notice-table.ts'
import { createPolicyTable } from '../../src/db/policy-table.ts'
import { createRecordTable } from '../../src/db/record-table.ts'
import { createTokenTable } from '../../src/db/token-table.ts'
import { createLinks } from '../../src/identity/link-service.ts'
import type { Links } from '../../src/identity/link.ts'
import type { Access, Principal } from '../../src/identity/principal.ts'
import { createTokens } from '../../src/identity/token-service.ts'
import type { Tokens } from '../../src/identity/tokens.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { Refusal } from '../../src/lib/refusal.ts'
import { Secret } from '../../src/lib/secret.ts'
import { createLockBook, type LockBook } from '../../src/policy/guard/lock-book.ts'
import { createProductBudget, type ProductBudget } from '../../src/policy/budget/product-budget.ts'
import { createPolicyBook } from '../../src/policy/policy-book.ts'
import type { PolicyBook } from '../../src/policy/policy-store.ts'
import { createReplayer } from '../../src/policy/replay/replayer.ts'
import { tokenFault as tokenFaultOf } from '../../src/policy/token-standing.ts'
import { createTenantDirectory, type TenantDirectory } from '../../src/tenants/tenant-directory.ts'
import type { Tenant } from '../../src/tenants/tenant.ts'
import { createStreamParts, type StreamParts } from '../../src/stream-parts.ts'
import { createNoticeClient } from '../../src/upstream/notice-client.ts'
import { writeChained, type Written } from '../db/a-chain.ts'
import { NOW_MS } from '../identity/verification/signed-tokens.ts'
import { anExplainer } from '../policy/an-explainer.ts'
import { stoppedClock, type MovableClock } from '../support/movable-clock.ts'
import { NO_SIGN_ONS } from '../support/no-data-center.ts'
import { testLog, watchForSecret } from '../support/sinks.ts'
import { temporaryDatabase } from '../support/temporary-database.ts'
import { aTenant } from '../support/things.ts'
import { anInspector } from './an-inspector.ts'

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; whatever it is not, a test that reads it finds out. */
  readonly json: Record<string, unknown>
  /** `422 request/invalid-input`, or the bare status when it is no problem document. */
  readonly outcome: string
}

/** The API on a real server, over real services and SQLite; `ada` is the admin of both products. */
export interface ManagementWorld {
  readonly budget: ProductBudget
  readonly links: Links
  readonly locks: LockBook
  readonly notices: Notices
  readonly streams: StreamParts
  readonly database: Database
  readonly policies: PolicyBook
  readonly url: string
  readonly clock: MovableClock
  readonly jira: Tenant
  readonly confluence: Tenant
  readonly directory: TenantDirectory
  readonly tokens: Tokens
  readonly admins: Set<string>
  /** The product's groups of each account. */
  readonly groupIds: Map<string, readonly string[]>
  readonly logLines: readonly string[]
  /** As `ada` of Jira, unless `as` has another Authorization header. */
  send(method: string, path: string, init?: SendInit): Promise<Answer>
  /** An Authorization header with a fresh API token. */
  bearer(access: Access, tenant?: Tenant, owner?: string): Promise<string>
  events(tenant?: Tenant): Promise<AuditEvent[]>
  /** Stands in the log from now on. */
  recorded(event: AuditEvent, completion?: CallCompletion): Promise<void>
  /** The same, with a place in the chain. */
  chained(all: readonly Written[]): Promise<void>
  signHeads(): Promise<void>
  stop(): Promise<void>
}

export interface SendInit {
  readonly as?: string
  readonly headers?: Record<string, string>
  readonly body?: object | string | Buffer
}

export const ADA = 'JWT ada.jira'

export async function startManagement(): Promise<ManagementWorld> {
  const temporary = await temporaryDatabase()
  const { database, sealer } = temporary
  const clock = stoppedClock(NOW_MS)
  const ids = systemIds
  const { log, lines } = testLog()
  const [jira, confluence] = [aTenant(), aTenant({ product: 'confluence' })]
  const directory = createTenantDirectory([jira, confluence])
  const admins = new Set(['ada'])
  const groupIds = new Map<string, readonly string[]>()
  const isAdmin = async (_tenant: Tenant, accountId: string) => admins.has(accountId)
  const hashKey = new Secret('the-key-of-the-hashes')
  const store = createTokenTable(database)
  const policies = createPolicyBook({ store: createPolicyTable(database, sealer), clock, ids })
  const idleDaysOf = async (id: string) => (await policies.read(id)).document.tokens.idleDays
  const tokens = createTokens({ store, hashKey, isAdmin, idleDaysOf, clock, ids, log })
  const links = createLinks({
    store: createLinkTable(database),
    clock,
    ids,
    recordedSubject: inClear,
  })
  const audit = createAuditTable(database)

  /** Believes `account.product` of the tenants here. */
  const contextPerson = async (token: Secret) => {
    const [accountId = '', product] = token.reveal().split('.')
    const tenant = product === 'jira' ? jira : product === 'confluence' ? confluence : undefined
    if (tenant === undefined) throw new Refusal('credential/invalid', { detail: 'no such context' })
    return { tenant: directory.byId(tenant.id) ?? tenant, accountId }
  }
  const tokenFault = async ({ id }: Tenant, { token }: Principal) => {
    const { document } = await policies.read(id)
    const standing = { groups: new Set<string>(), ownerIsAdmin: true, now: clock.now() }
    return token === undefined ? undefined : tokenFaultOf(document, token, standing)
  }
  const productGroups = {
    ofAccount: async (_tenant: Tenant, accountId: string) => groupIds.get(accountId) ?? [],
  }
  const inspector = anInspector(links, clock)
  const reader = createAuditReader(database)
  const explainer = anExplainer({ policies, tokens, reader, clock })
  const replayer = createReplayer({
    reader: createAuditReader(database),
    policies,
    holderOf: (tenant, id) => tokens.holderOf(tenant, id),
    groupsOfAccount: productGroups.ofAccount,
    isAdmin,
  })
  const locks = createLockBook({
    store: createGuardTable(database),
    clock,
    ids,
    recordedSubject: inClear,
  })
  const site = () => ({ product: 'jira', host: 'acme.atlassian.net' })
  const noticeStore = createNoticeTable(database, sealer, (notice) => noticeBody(notice, site()))
  const noticeClient = createNoticeClient({ allowPrivateAddresses: true, clock })
  // prettier-ignore
  const sender = createNoticeSender({ store: noticeStore, client: noticeClient, siteOf: site, clock, ids })
  const signer = createLinkSigner(new Secret(Buffer.alloc(32, 's').toString('base64')))
  const heads = createHeadTable(database)
  const record = createRecordTable(database, heads, signer, clock)
  const notices = createNotices({ store: noticeStore, sender, clock, ids })
  // prettier-ignore
  const streaming = createStreamParts({ settings: { allowPrivateAddresses: true }, database, sealer, directory, clock, ids, log })
  const budget = createProductBudget({ audit, clock, ids, log })
  // prettier-ignore
  const door = createManagementDoor({ record, explainer, budget, locks, notices, streams: streaming.streams, appScopesOf: appScopes, reader: createAuditReader(database), replayer, tokens, directory, contextPerson, isAdmin, tokenFault, policies, productGroups, links, inspector, clock, ids, allowPrivateAddresses: false, ...NO_SIGN_ONS })
  const server = express()
    .disable('x-powered-by')
    .use(door)
    .use(createErrorAnswer({ ids, log }))
    .listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  // A listening TCP server always has an address object.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    clock,
    jira,
    confluence,
    directory,
    tokens,
    admins,
    groupIds,
    policies,
    links,
    locks,
    notices,
    streams: streaming,
    database,
    logLines: lines,
    send: (method, path, init) => send(`${url}/api/v1${path}`, method, init),
    async bearer(access, tenant = jira, owner = 'ada') {
      const { text } = await tokens.issue({
        tenantId: tenant.id,
        ownerAccountId: owner,
        name: `${access} token`,
        access,
        actsAs: 'user',
        lifetimeDays: 30,
        lifetimeDaysMax: 365,
        requestId: 'made-by-the-test',
      })
      watchForSecret(text.reveal())
      return `Bearer ${text.reveal()}`
    },
    budget,
    signHeads: createHeadRound({ store: heads, signer, clock, log }),
    chained: (all) => database.write((tables) => writeChained(tables, all)),
    events: (tenant = jira) => audit.recent(tenant.id, 1_000),
    async recorded(event, completion) {
      await audit.append(event)
      if (completion !== undefined) await audit.complete(event, completion)
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await tokens.flush()
      await noticeClient.close()
      await temporary.clear()
    },
  }
}

async function send(url: string, method: string, init: SendInit = {}): Promise<Answer> {
  const { as = ADA, headers, body } = init
  const isRaw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
  const answer = await fetch(url, {
    method,
    headers: {
      ...(as === '' ? {} : { authorization: as }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const json = readJson(text)
  // An inspection has a code as well, which is not its own.
  const code = answer.ok ? [] : [String(json['code'])]
  const outcome = [answer.status, ...code].join(' ')
  return { status: answer.status, headers: answer.headers, text, json, outcome }
}

function readJson(text: string): Record<string, unknown> {
  // Every body of this API is an object, and 204 has none.
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}
