import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import express from 'express'
import { createErrorAnswer } from '../../src/api/error-answer.ts'
import { createConnectDoor } from '../../src/connect/connect-door.ts'
import type { Acceptance, Delivery } from '../../src/identity/account-review-store.ts'
import { systemIds } from '../../src/lib/ids.ts'
import { createTenantDirectory } from '../../src/tenants/tenant-directory.ts'
import type { Product, Tenant } from '../../src/tenants/tenant.ts'
import { createInstallKeys } from '../../src/upstream/install-keys.ts'
import { movableClock } from '../support/movable-clock.ts'
import { testLog } from '../support/sinks.ts'
import { startKeyServer } from './key-server.ts'
import { memoryTenantStore } from './memory-tenant-store.ts'
import { aSite, type Site } from './site.ts'
import type { Members } from './tokens.ts'

export type ConnectWorld = Awaited<ReturnType<typeof startConnect>>

/**
 * The connect door of one product on a server of its own: the real door, key look-up and error
 * answers over a store in memory, and two routes behind the frame guard that say who came through.
 */
export async function startConnect(product: Product = 'jira') {
  const keyServer = await startKeyServer()
  const tenants = memoryTenantStore()
  const directory = createTenantDirectory([])
  const clock = movableClock()
  const { log, lines } = testLog()
  const deliveries: { readonly delivery: Delivery; readonly accountId: string }[] = []
  const told: Tenant[][] = []
  const userEvents: { readonly tenantId: string; readonly accountId: string }[] = []
  const world = { acceptance: 'stored' as Acceptance | Error, wakes: 0 }

  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const door = await createConnectDoor({
    product,
    settings: {
      baseUrl: origin,
      siteHosts: ['*.atlassian.net', '127.0.0.1:*'],
      environment: 'test',
      atlassian: {
        installKeyUrls: [keyServer.url],
        tokenUrl: origin,
        hostScriptUrl: origin,
        allowHttpSites: false,
      },
    },
    clock,
    ids: systemIds,
    log,
    tenants,
    directory,
    installKey: createInstallKeys({ urls: [keyServer.url], clock }),
    accountReviews: {
      accept(delivery, accountId) {
        if (world.acceptance instanceof Error) return Promise.reject(world.acceptance)
        deliveries.push({ delivery, accountId })
        return Promise.resolve(world.acceptance)
      },
    },
    onAccountReview: () => (world.wakes += 1),
    async onUserEvent(tenantId, accountId) {
      userEvents.push({ tenantId, accountId })
    },
    onTenantChanged: (changed) => told.push([...changed]),
  })

  const app = express()
  app.use(door.router)
  app.get(`/${product}/pages/api-access`, door.guard.page, (req, res) => {
    res.json({ accountId: door.guard.personOf(req).accountId })
  })
  app.post(`/${product}/pages/tokens`, door.guard.action, (req, res) => {
    res.json({ accountId: door.guard.personOf(req).accountId })
  })
  app.use(createErrorAnswer({ ids: systemIds, log }))
  server.on('request', app)

  const install = async (site: Site, over: Members = {}): Promise<Response> =>
    postJson(
      `${origin}/${product}/installed`,
      site.body('installed', over),
      site.installToken(origin, 'installed'),
    )

  return {
    ...{
      product,
      origin,
      door,
      tenants,
      directory,
      clock,
      keyServer,
      log,
      lines,
      deliveries,
      told,
      userEvents,
    },
    state: world,
    install,
    /** A site that is installed already. */
    async installedSite(name = 'acme'): Promise<Site> {
      const site = aSite(product, name)
      const answer = await install(site)
      if (answer.status !== 204) throw new Error(`install answered ${answer.status}`)
      return site
    },
    async stop() {
      await keyServer.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** POSTs JSON with the token in its header; without a token when none is given. */
export function postJson(url: string, body: Members | string, token?: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `JWT ${token}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}
