import { randomUUID } from 'node:crypto'
import { createHostSessions } from './access/host-sessions.ts'
import { createBackground } from './background.ts'
import { createConfluenceStore } from './confluence/confluence-store.ts'
import { createServerFaults } from './faults/server-faults.ts'
import { refuse } from './http/exchange.ts'
import { listen } from './http/listen.ts'
import type { RunningServer } from './http/listen.ts'
import { redirect } from './http/reply.ts'
import { pushInstalled } from './install/install-app.ts'
import { createJiraStore } from './jira/jira-store.ts'
import { createPeople } from './people/people.ts'
import { createPrivacy } from './people/privacy.ts'
import { createQuota } from './quota/quota.ts'
import { siteHandler } from './site-handler.ts'
import type { SiteState } from './site-state.ts'
import type { WorldState } from './world-state.ts'

/** A site that listens, and how to end it. */
export interface RunningSite {
  readonly state: SiteState
  close(): Promise<void>
}

/** Starts a site of the world on a port of its own. */
export async function startOneSite(
  world: WorldState,
  name: string,
  port = 0,
): Promise<RunningSite> {
  const servers: RunningServer[] = []
  const people = createPeople()
  const state: SiteState = {
    world,
    name,
    cloudId: randomUUID(),
    origin: '',
    people,
    persons: [people.admin, people.alice, people.bob],
    faults: createServerFaults(),
    quota: createQuota(),
    installations: [],
    clientKeys: { jira: randomUUID(), confluence: randomUUID() },
    jira: createJiraStore(people.admin.accountId),
    confluence: createConfluenceStore(people.admin.accountId),
    hostSessions: createHostSessions(),
    background: createBackground(),
    privacy: createPrivacy(),
    async move() {
      await settle(0)
      for (const record of state.installations) {
        if (record.state === 'enabled') await pushInstalled(state, record, () => undefined)
      }
    },
  }
  const handle = siteHandler(state)

  async function settle(at: number): Promise<void> {
    const arrival = { server: 'site', site: name, log: world.log, now: world.now } as const
    const server = await listen(
      arrival,
      async (exchange) => {
        if (state.origin === server.origin) return handle(exchange)
        return refuse(exchange, 'moved', redirect(301, `${state.origin}${exchange.target}`))
      },
      at,
    )
    state.origin = server.origin
    servers.push(server)
  }

  await settle(port)
  return {
    state,
    async close() {
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}
