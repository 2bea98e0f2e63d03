import express, { type Express } from 'express'
import { createErrorAnswer } from './api/error-answer.ts'
import { createHealth } from './api/health.ts'
import { createManagementCaller } from './api/management-caller.ts'
import { createManagementDoor } from './api/management-door.ts'
import type { Settings } from './config/settings.ts'
import { appScopes } from './connect/app-scopes.ts'
import { createConnectDoor, type ConnectDoor } from './connect/connect-door.ts'
import { firstToKnow } from './connect/context-person.ts'
import { descriptorPages } from './connect/descriptor-pages.ts'
import { createMemoryPoints } from './db/memory-points.ts'
import { createClientAddress } from './gateway/client-address.ts'
import { Refusal } from './lib/refusal.ts'
import { createAssets } from './pages/assets.ts'
import { createDataCenterDoor } from './pages/data-center/data-center-door.ts'
import type { PagesDeps } from './pages/page-room.ts'
import { createPagesDoor } from './pages/pages-door.ts'
import { tokenFault as tokenFaultOf } from './policy/token-standing.ts'
import type { Principal } from './identity/principal.ts'
import type { Product, Tenant } from './tenants/tenant.ts'
import type { Rooms, World } from './furnish.ts'

const PRODUCTS: readonly Product[] = ['jira', 'confluence']

/** One product, and what Atlassian calls of it. */
export interface ProductDoor {
  readonly product: Product
  readonly connect: ConnectDoor
}

/** A door for each product, over the same rooms. */
export async function createConnectDoors(
  settings: Settings,
  world: World,
  rooms: Rooms,
): Promise<ProductDoor[]> {
  const { tenants, directory, installKey } = rooms
  const doors: ProductDoor[] = []
  for (const product of PRODUCTS) {
    const connect = await createConnectDoor({
      ...world,
      product,
      settings,
      tenants,
      directory,
      installKey,
      accountReviews: rooms.reviews,
      onAccountReview: rooms.wakeReviews,
      onUserEvent: rooms.onUserEvent,
      onTenantChanged: (changed) => {
        rooms.forgetTenants(changed.map(({ id }) => id))
      },
    })
    doors.push({ product, connect })
  }
  return doors
}

/** Everything but the gateway: what the product calls, pages, management API, health. */
export function createWeb(
  settings: Settings,
  world: World,
  rooms: Rooms,
  doors: readonly ProductDoor[],
): Express {
  const { directory, tokens, policies, links, isAdmin, providers, productGroups, audit } = rooms
  const { reader, replayer } = rooms
  const { inspector } = providers
  const { locks, providerHealth } = rooms
  const { notices } = rooms.noticing
  const { streams } = rooms.streaming
  const { crowd, signOns, sessions } = rooms.signOn
  const signOn: PagesDeps['signOn'] = {
    healthOf: (id) => crowd.healthOf(id),
    addressRule: (id) => signOns.addressRule(id),
    endSessions: (...told) => sessions.end(...told),
  }
  const { allowPrivateAddresses } = settings
  const web = express()
  web.disable('x-powered-by')
  const worker = world.neighbours?.slot
  const { database, limiter, auditLog } = rooms
  const ping = () => database.ping()
  const { isCounting } = limiter
  web.use(createHealth({ ping, isCounting, isKeepingUp: auditLog.isKeepingUp, worker }))
  web.use(createAssets())
  for (const { product, connect } of doors) {
    const { guard, router } = connect
    web.use(router)
    // prettier-ignore
    web.use(createPagesDoor({ ...world, record: rooms.recording.record, explainer: rooms.explainer, budget: rooms.productBudget, product, guard, tokens, policies, links, locks, notices, streams, signOn, providerHealth, productGroups, audit, reader, replayer, appScopes: appScopes(product), inspector, isAdmin, settings }))
  }
  const contextPerson = firstToKnow(doors.map(({ connect }) => connect.contextPerson))
  // What holds for tokens that call holds for those that manage, with the rules as they are now.
  const tokenFault = async (tenant: Tenant, principal: Principal) => {
    if (principal.token === undefined) return undefined
    const now = world.clock.now()
    const snapshot = await rooms.snapshotOf(tenant)
    const standing = await rooms.standingOf(tenant, snapshot, principal, now)
    return tokenFaultOf(snapshot.document, principal.token, { ...standing, now })
  }
  const managerOf = createManagementCaller({
    tokens,
    directory,
    contextPerson,
    isAdmin,
    tokenFault,
  })
  const attempts = world.neighbours?.points.limits ?? createMemoryPoints()
  const addressOf = createClientAddress(settings)
  // prettier-ignore
  web.use(createDataCenterDoor({ ...world, managerOf, attempts, addressOf, pagesOf: descriptorPages }))
  // prettier-ignore
  web.use(createManagementDoor({ ...world, record: rooms.recording.record, explainer: rooms.explainer, budget: rooms.productBudget, appScopesOf: appScopes, reader, replayer, directory, tokens, policies, links, locks, notices, streams, productGroups, inspector, isAdmin, tokenFault, contextPerson, allowPrivateAddresses, signOn }))
  web.use((_req, _res, next) => {
    next(new Refusal('request/not-found'))
  })
  web.use(createErrorAnswer(world))
  return web
}
