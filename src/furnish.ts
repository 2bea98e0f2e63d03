import { createRefusalLane } from './audit/refusal-lane.ts'
import { announced } from './cluster/announced-stores.ts'
import { announcedTenants } from './cluster/announced-tenants.ts'
import type { Neighbours } from './cluster/neighbours.ts'
import { toldWrites } from './cluster/told-writes.ts'
import type { Settings } from './config/settings.ts'
import { createAccountReviewTable } from './db/account-review-table.ts'
import { openAuditLog } from './db/audit-log.ts'
import type { CallTable } from './db/call-lines.ts'
import { openDatabase, type Database } from './db/database.ts'
import { createGuardTable } from './db/guard-table.ts'
import { createLinkTable } from './db/link-table.ts'
import { createPolicyTable } from './db/policy-table.ts'
import { ownKey } from './db/sealed-keys.ts'
import { createTenantTable } from './db/tenant-table.ts'
import { createMemoryPoints } from './db/memory-points.ts'
import { createTokenTable } from './db/token-table.ts'
import { createAccountReviewer } from './identity/account-reviewer.ts'
import { createAdminCheck } from './identity/admin-check.ts'
import { createGroupDirectory } from './identity/group-directory.ts'
import { createDataCenterWatch } from './data-center-watch.ts'
import { createForgetting } from './forgetting.ts'
import { createIdleRevoker } from './idle-revoker.ts'
import { createLinks } from './identity/link-service.ts'
import { createProviderWatch } from './identity/providers/provider-health.ts'
import { createTokens } from './identity/token-service.ts'
import { createBreath } from './lib/breath.ts'
import { NO_BACKGROUND, startBackground } from './lib/background.ts'
import type { Clock } from './lib/clock.ts'
import type { Ids } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import { createSealer } from './lib/sealer.ts'
import { createGuard } from './policy/guard/guard.ts'
import { createLockBook } from './policy/guard/lock-book.ts'
import { createProductBudget } from './policy/budget/product-budget.ts'
import { createExplainer } from './policy/explain/explainer.ts'
import { lockedBy } from './policy/explain/locked-by.ts'
import { createLimiter } from './policy/limiter.ts'
import { createPolicyBook } from './policy/policy-book.ts'
import { createReplayer } from './policy/replay/replayer.ts'
import { createSnapshots } from './policy/snapshots.ts'
import { createStanding } from './policy/standing.ts'
import { createNoticeParts } from './notice-parts.ts'
import { createProviderParts } from './provider-parts.ts'
import { createRecordParts } from './record-parts.ts'
import { createSignOnParts } from './sign-on-parts.ts'
import { createSubjectParts } from './subject-parts.ts'
import { createStreamParts } from './stream-parts.ts'
import { createTenantDirectory } from './tenants/tenant-directory.ts'
import { createTenantRefresh } from './tenants/tenant-refresh.ts'
import { createInstallKeys } from './upstream/install-keys.ts'
import { withDataCenter } from './upstream/data-center-api.ts'
import { createProductApi } from './upstream/product-api.ts'
import { createCoalescer } from './upstream/coalesce.ts'
import { withQuota } from './upstream/quota-client.ts'
import { createSiteClient } from './upstream/site-client.ts'

/** Everything of the outside world that the app does not make itself. */
export interface World {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /** Absent where this process alone serves its database. */
  readonly neighbours?: Neighbours | undefined
  /** Makes the process that fills the table of calls; absent where this one is to do it. */
  readonly tableWriter?: (database: Database, file: string) => CallTable
}

const BACKGROUND_EVERY_MS = 10_000
const REFUSALS_EVERY_MS = 1_000
// How long a call is on disk before it is searched for without waiting.
const INTAKE_EVERY_MS = 500
// A token that is idle is refused by the rules at once; that it is revoked as well is for the lists.
const IDLE_EVERY_MS = 10 * 60_000
/** Name of the key by which API tokens are hashed. */
export const TOKEN_HASH_KEY = 'api-token-hash'

/** The subjects and back rooms, each made once from those before it. */
export async function furnish(settings: Settings, world: World) {
  const { clock, ids, log, neighbours } = world
  const leads = neighbours?.leads ?? true
  const sealer = createSealer(settings.sealingKeys)
  const database = await openDatabase(settings.database.file)
  const { file } = settings.database
  const callTable = world.tableWriter?.(database, file)
  const auditLog = await openAuditLog(database, `${file}.calls`, { callTable })
  const { store: audit } = auditLog
  // prettier-ignore
  const subjects = await createSubjectParts({ settings, database, sealer, ids, reader: auditLog.reader })
  const { reader, recordedSubject, recordedCredential } = subjects
  const tenantTable = createTenantTable(database, sealer)
  const refusals = createRefusalLane({ store: audit, clock, ids })
  const tables = {
    policies: createPolicyTable(database, sealer),
    tokens: createTokenTable(database),
    links: createLinkTable(database),
    locks: createGuardTable(database),
  }
  const stores = neighbours === undefined ? tables : announced(tables, neighbours)
  const policies = createPolicyBook({ store: stores.policies, clock, ids })
  const links = createLinks({ store: stores.links, clock, ids, recordedSubject })
  const reviews = createAccountReviewTable(database, ids)
  const directory = createTenantDirectory(await tenantTable.all())
  const refreshTenants = createTenantRefresh(tenantTable, directory)
  // prettier-ignore
  const tenants = neighbours === undefined ? tenantTable : announcedTenants(tenantTable, refreshTenants, neighbours)
  const hashKey = await ownKey(database, sealer, ids, TOKEN_HASH_KEY)

  const { atlassian } = settings
  const productBudget = createProductBudget({ audit, clock, ids, log })
  const ownSiteClient = withQuota(createSiteClient({ atlassian, clock }), productBudget, clock)
  // prettier-ignore
  const siteClient = neighbours === undefined ? ownSiteClient : toldWrites(ownSiteClient, neighbours)
  const coalescer = createCoalescer({ clock })
  // prettier-ignore
  const signOn = await createSignOnParts({ settings, database, sealer, audit, clock, ids, recordedSubject, siteClient, neighbours })
  const productApi = withDataCenter(createProductApi({ siteClient, clock }), signOn.crowd)
  const installKey = createInstallKeys({ urls: atlassian.installKeyUrls, clock })
  const isAdmin = createAdminCheck((tenant, id) => productApi.isProductAdmin(tenant, id), clock)
  const productGroups = createGroupDirectory({
    accountGroups: (tenant, id) => productApi.accountGroups(tenant, id),
    searchGroups: (tenant, query) => productApi.searchGroups(tenant, query),
    clock,
  })
  const snapshotOf = createSnapshots(policies)
  const standingOf = createStanding({
    groupsOfAccount: (tenant, id) => productGroups.ofAccount(tenant, id),
    isAdmin,
  })
  const points = neighbours?.points ?? { limits: createMemoryPoints(), guard: createMemoryPoints() }
  const limiter = createLimiter({ points: points.limits, log })
  const locks = createLockBook({ store: stores.locks, clock, ids, recordedSubject })
  const guard = createGuard({ book: locks, points: points.guard, log })
  const providerHealth = createProviderWatch({ append: (event) => audit.append(event), clock, ids })
  // prettier-ignore
  const providers = createProviderParts({ settings, clock, policies, links, productApi, watch: providerHealth })
  const idleDaysOf = async (id: string) => (await policies.read(id)).document.tokens.idleDays
  const tokens = createTokens({
    store: stores.tokens,
    hashKey,
    isAdmin,
    idleDaysOf,
    clock,
    ids,
    log,
  })
  // prettier-ignore
  const recording = await createRecordParts({ database, sealer, directory, policies, leads, clock, ids, log })
  const streaming = createStreamParts({ settings, database, sealer, directory, clock, ids, log })
  // prettier-ignore
  const noticing = createNoticeParts({ settings, database, sealer, directory, tokens, leads, clock, ids, log })
  const breathe = createBreath()
  const replayer = createReplayer({
    reader,
    policies,
    holderOf: (tenant, id) => tokens.holderOf(tenant, id),
    groupsOfAccount: (tenant, id) => productGroups.ofAccount(tenant, id),
    isAdmin,
    breathe,
  })
  const explainer = createExplainer({
    snapshotOf,
    standingOf,
    limiter,
    reader,
    holderOf: (tenant, tokenId) => tokens.holderOf(tenant, tokenId),
    isLocked: lockedBy(locks, subjects.hashedSubject),
    clock,
    breathe,
  })
  const reviewer = createAccountReviewer({
    store: reviews,
    tokens,
    links,
    tenantById: (id) => directory.byId(id),
    readAccountState: (tenant, id) => productApi.readAccountState(tenant, id),
    clock,
    log,
  })
  const revokeIdleTokens = createIdleRevoker({ directory, policies, tokens })
  const idleRounds = leads ? startBackground(revokeIdleTokens, IDLE_EVERY_MS, log) : NO_BACKGROUND
  const rounds = async () => {
    await tokens.flush()
    await providerHealth.flush()
    await seeDataCenters()
    if (leads) await reviewer.run()
  }
  const forgetTenants = (ids: readonly string[]) => {
    siteClient.forget(ids)
    providers.forget(ids)
    signOn.signOns.forget(ids)
  }
  const seeDataCenters = createDataCenterWatch({
    database,
    directory,
    refreshTenants,
    forgetTenants,
  })
  if (leads) streaming.start()
  const background = startBackground(rounds, BACKGROUND_EVERY_MS, log)
  const refusalWriter = startBackground(() => refusals.flush(), REFUSALS_EVERY_MS, log)
  const intake = startBackground(() => auditLog.round(), INTAKE_EVERY_MS, log)
  const wakeReviews = leads ? background.wake : () => {}
  const onUserEvent = async (tenantId: string, accountId: string) => {
    productGroups.forget(tenantId, accountId)
    await neighbours?.tell({ kind: 'account', tenantId, accountId })
  }
  // prettier-ignore
  neighbours?.onTold(createForgetting({ policies, tokens, links, locks, productGroups, coalescer, directory, refreshTenants, forgetTenants, endSignOns: signOn.endHere, onAccount: wakeReviews }))
  // prettier-ignore
  return { auditLog, recordedCredential, intake, explainer, productBudget, coalescer, database, tenants, audit, reader, replayer, refusals, refusalWriter, policies, snapshotOf, standingOf, locks, guard, limiter, providerHealth, noticing, productGroups, links, providers, reviews, directory, tokens, siteClient, installKey, isAdmin, reviewer, background, revokeIdleTokens, idleRounds, seeDataCenters, forgetTenants, signOn, recording, streaming, wakeReviews, onUserEvent }
}

/** What the doors are built over. */
export type Rooms = Awaited<ReturnType<typeof furnish>>
