import type { Server } from 'node:http'
import express, { type Express } from 'express'
import { createErrorAnswer } from './api/error-answer.ts'
import { createHealth } from './api/health.ts'
import type { AuditStore } from './audit/audit-store.ts'
import { createRefusalLane } from './audit/refusal-lane.ts'
import type { Settings } from './config/settings.ts'
import { createConnectDoor } from './connect/connect-door.ts'
import { createAccountReviewTable } from './db/account-review-table.ts'
import { createAuditTable } from './db/audit-table.ts'
import { openDatabase } from './db/database.ts'
import { ownKey } from './db/sealed-keys.ts'
import { createSwitchTable } from './db/switch-table.ts'
import { createTenantTable } from './db/tenant-table.ts'
import { createTokenTable } from './db/token-table.ts'
import { closeServer, createFrontServer } from './front-server.ts'
import { createGateway } from './gateway/gateway.ts'
import { createAccountReviewer } from './identity/account-reviewer.ts'
import { createAdminCheck } from './identity/admin-check.ts'
import { createTokens } from './identity/token-service.ts'
import type { Tokens } from './identity/tokens.ts'
import { startBackground } from './lib/background.ts'
import type { Clock } from './lib/clock.ts'
import { hstsFor } from './lib/hsts.ts'
import type { Ids } from './lib/ids.ts'
import type { Log } from './lib/log.ts'
import { Refusal } from './lib/refusal.ts'
import { createSealer } from './lib/sealer.ts'
import { createAssets } from './pages/assets.ts'
import { createPagesDoor } from './pages/pages-door.ts'
import { evaluate } from './policy/evaluate.ts'
import { createTenantDirectory, type TenantDirectory } from './tenants/tenant-directory.ts'
import type { Product } from './tenants/tenant.ts'
import { createInstallKeys } from './upstream/install-keys.ts'
import { createProductApi } from './upstream/product-api.ts'
import { createSiteClient } from './upstream/site-client.ts'

/** Everything of the outside world that the app does not make itself. */
export interface World {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** The whole of Gatehouse, wired and not yet listening. */
export interface App {
  readonly server: Server
  readonly directory: TenantDirectory
  readonly tokens: Tokens
  readonly audit: AuditStore
  /** Works through what webhooks asked for; resolves when all that was due is done or postponed. */
  reviewAccounts(): Promise<void>
  /** Takes no new requests, lets running ones end for a while, writes what waits, closes all. */
  stop(): Promise<void>
}

const PRODUCTS: readonly Product[] = ['jira', 'confluence']
const BACKGROUND_EVERY_MS = 10_000
const REFUSALS_EVERY_MS = 1_000

/**
 * The composition root: each part is made once, top to bottom, from the parts above it. Tests call
 * this very function with a clock that they move.
 */
export async function createApp(settings: Settings, world: World): Promise<App> {
  const rooms = await furnish(settings, world)
  const { database, directory, tokens, audit, refusals, siteClient, reviewer, background } = rooms

  const gateway = createGateway({
    ...world,
    directory,
    authenticators: [tokens.authenticate],
    evaluate,
    audit,
    refusals,
    siteClient,
    settings,
  })
  const web = await createWeb(settings, world, rooms)
  const server = createFrontServer({
    gateway: (req, res) => void gateway(req, res),
    web,
    hsts: hstsFor(settings.baseUrl),
    ids: world.ids,
  })

  return {
    server,
    directory,
    tokens,
    audit,
    reviewAccounts: () => reviewer.run(),
    async stop() {
      await closeServer(server)
      await reviewer.stop()
      await background.stop()
      await rooms.refusalWriter.stop()
      await refusals.flush()
      await tokens.flush()
      await siteClient.close()
      await database.close()
    },
  }
}

type Rooms = Awaited<ReturnType<typeof furnish>>

async function furnish(settings: Settings, world: World) {
  const { clock, ids, log } = world
  const sealer = createSealer(settings.sealingKeys)
  const database = await openDatabase(settings.database.file)
  const tenants = createTenantTable(database, sealer)
  const audit = createAuditTable(database)
  const refusals = createRefusalLane({ store: audit, clock, ids })
  const switches = createSwitchTable(database)
  const reviews = createAccountReviewTable(database, ids)
  const directory = createTenantDirectory(await tenants.all())
  const hashKey = await ownKey(database, sealer, ids, 'api-token-hash')

  const { atlassian } = settings
  const siteClient = createSiteClient({ atlassian, clock })
  const productApi = createProductApi({ siteClient, clock })
  const installKey = createInstallKeys({ urls: atlassian.installKeyUrls, clock })
  const isAdmin = createAdminCheck((tenant, id) => productApi.isProductAdmin(tenant, id), clock)
  const tokenStore = createTokenTable(database)
  const tokens = createTokens({ store: tokenStore, hashKey, isAdmin, clock, ids, log })
  const reviewer = createAccountReviewer({
    store: reviews,
    tokens,
    tenantById: (id) => directory.byId(id),
    readAccountState: (tenant, id) => productApi.readAccountState(tenant, id),
    clock,
    log,
  })
  const rounds = async () => {
    await tokens.flush()
    await reviewer.run()
  }
  const background = startBackground(rounds, BACKGROUND_EVERY_MS, log)
  const refusalWriter = startBackground(() => refusals.flush(), REFUSALS_EVERY_MS, log)
  // prettier-ignore
  return { database, tenants, audit, refusals, refusalWriter, switches, reviews, directory, tokens, siteClient, installKey, isAdmin, reviewer, background }
}

async function createWeb(settings: Settings, world: World, rooms: Rooms): Promise<Express> {
  const { tenants, directory, installKey, tokens, switches, isAdmin, siteClient } = rooms
  const web = express()
  web.disable('x-powered-by')
  web.use(createHealth(() => rooms.database.ping()))
  web.use(createAssets())
  for (const product of PRODUCTS) {
    const connect = await createConnectDoor({
      ...world,
      product,
      settings,
      tenants,
      directory,
      installKey,
      accountReviews: rooms.reviews,
      onAccountReview: rooms.background.wake,
      onTenantChanged: (changed) => {
        siteClient.forget(changed.map((tenant) => tenant.id))
      },
    })
    const { guard } = connect
    web.use(connect.router)
    web.use(createPagesDoor({ ...world, product, guard, tokens, switches, isAdmin, settings }))
  }
  web.use((_req, _res, next) => {
    next(new Refusal('request/not-found'))
  })
  web.use(createErrorAnswer(world))
  return web
}
