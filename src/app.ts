import type { Server } from 'node:http'
import type { AuditStore } from './audit/audit-store.ts'
import type { Settings } from './config/settings.ts'
import { closeServer, createFrontServer } from './front-server.ts'
import { createGateway } from './gateway/gateway.ts'
import { createSignOnFaults } from './gateway/sign-on-faults.ts'
import { createBasicAuthenticator } from './identity/basic-authenticator.ts'
import type { Links } from './identity/link.ts'
import { createProductTokenAuthenticator } from './identity/product-token-authenticator.ts'
import type { Tokens } from './identity/tokens.ts'
import { hstsFor } from './lib/hsts.ts'
import { evaluate } from './policy/evaluate.ts'
import type { PolicyBook } from './policy/policy-store.ts'
import type { TenantDirectory } from './tenants/tenant-directory.ts'
import { furnish, type World } from './furnish.ts'
import { createConnectDoors, createWeb } from './web.ts'

/** The whole of Gatehouse, wired and not yet listening. */
export interface App {
  readonly server: Server
  readonly directory: TenantDirectory
  readonly tokens: Tokens
  readonly policies: PolicyBook
  readonly links: Links
  readonly audit: AuditStore
  /** Revokes the tokens that were not used for as long as their tenant's rules say. */
  revokeIdleTokens(): Promise<void>
  /** Tells the receivers of notices what is new; resolves when they have answered, or did not in time. */
  sendNotices(): Promise<void>
  /** Sends the receivers of audit streams what is new; resolves when all have it, or did not take it. */
  sendStreams(): Promise<void>
  /** Writes down which tokens end soon. */
  lookForExpiring(): Promise<void>
  /** Signs where each tenant's record ends. */
  signHeads(): Promise<void>
  /** Removes what the rules of each tenant no longer keep of its record. */
  cutRecords(): Promise<void>
  /** Works through what webhooks asked for; resolves when all that was due is done or postponed. */
  reviewAccounts(): Promise<void>
  /** Takes over what the operator's program has changed of Data Center sites. */
  seeDataCenters(): Promise<void>
  /** Takes no new requests, lets running ones end for a while, writes what waits, closes all. */
  stop(): Promise<void>
}

/**
 * The composition root: each part is made once, top to bottom, from the parts above it. Tests call
 * this very function with a clock that they move.
 */
export async function createApp(settings: Settings, world: World): Promise<App> {
  const rooms = await furnish(settings, world)
  const { database, directory, tokens, audit, refusals, siteClient, reviewer, background } = rooms
  const { policies, links, providers, recordedCredential } = rooms
  const switchesOf = async (tenantId: string) => (await policies.read(tenantId)).document.switches

  const doors = await createConnectDoors(settings, world, rooms)
  const web = createWeb(settings, world, rooms, doors)
  const basic = createBasicAuthenticator({
    isOn: async (tenantId) => (await switchesOf(tenantId)).basicPassThrough,
  })
  const productTokens = createProductTokenAuthenticator({
    isOn: async (tenantId) => (await switchesOf(tenantId)).bearerPassThrough,
  })
  const { signOns, csrf, endEverywhere } = rooms.signOn
  const gateway = createGateway({
    ...world,
    directory,
    // docs/identity.md explains the order; API tokens come as Basic too, so they are before it.
    authenticators: [
      tokens.authenticate,
      ...doors.map(({ connect }) => connect.authenticate),
      providers.authenticate,
      rooms.signOn.signOns.authenticate,
      productTokens,
      basic,
    ],
    snapshotOf: rooms.snapshotOf,
    standingOf: rooms.standingOf,
    evaluate,
    guard: rooms.guard,
    limiter: rooms.limiter,
    audit,
    refusals,
    recordedCredential,
    siteClient,
    budget: rooms.productBudget,
    coalescer: rooms.coalescer,
    dataCenter: {
      signOns,
      csrf,
      ownOrigin: settings.baseUrl,
      onSignedOut: endEverywhere,
      onFault: createSignOnFaults({ ...world, signOns, audit, recordedCredential }),
    },
    settings,
  })
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
    policies,
    links,
    audit,
    revokeIdleTokens: () => rooms.revokeIdleTokens(),
    sendNotices: () => rooms.noticing.sendNotices(),
    sendStreams: () => rooms.streaming.sendStreams(),
    lookForExpiring: () => rooms.noticing.lookForExpiring(),
    signHeads: () => rooms.recording.signHeads(),
    cutRecords: () => rooms.recording.cutRecords(),
    reviewAccounts: () => reviewer.run(),
    seeDataCenters: () => rooms.seeDataCenters(),
    async stop() {
      await closeServer(server)
      await reviewer.stop()
      await background.stop()
      await rooms.idleRounds.stop()
      await rooms.noticing.close()
      await rooms.recording.close()
      await rooms.streaming.stop()
      await rooms.refusalWriter.stop()
      await refusals.flush()
      await tokens.flush()
      await rooms.providerHealth.flush()
      await siteClient.close()
      await providers.close()
      await rooms.signOn.crowd.close()
      await rooms.intake.stop()
      await rooms.auditLog.close()
      // The last that is written: nothing comes after this head.
      await rooms.recording.signHeads()
      await database.close()
    },
  }
}
