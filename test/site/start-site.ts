import { createWorldFaults } from './faults/world-faults.ts'
import type { WorldFaults } from './faults/world-faults.ts'
import { listen } from './http/listen.ts'
import type { Handle, RunningServer } from './http/listen.ts'
import { keyHandler } from './key-server/key-handler.ts'
import type { LogEntry, ServerName } from './log/log-entry.ts'
import { createSiteLog } from './log/site-log.ts'
import type { SiteLog } from './log/site-log.ts'
import { mediaHandler } from './media-server/media-handler.ts'
import { createMediaStore } from './media-server/media-store.ts'
import { scriptHandler } from './script-server/script-handler.ts'
import { siteHandle } from './site.ts'
import type { Site } from './site.ts'
import { startOneSite } from './start-one-site.ts'
import type { RunningSite } from './start-one-site.ts'
import { tokenHandler } from './token-server/token-handler.ts'
import { createAccessTokens } from './tokens/access-tokens.ts'
import type { AccessTokens } from './tokens/access-tokens.ts'
import { createInstallKeys } from './tokens/install-keys.ts'
import type { InstallKeys } from './tokens/install-keys.ts'
import type { Timings, WorldState } from './world-state.ts'

/** One stand-in "Atlassian": several origins, so that cross-origin rules are real. */
export interface SiteWorld {
  /** Install keys: `GET /{kid}` → PEM. */
  readonly keysUrl: string
  /** Origin of the token server, also the `aud` of assertions. */
  readonly tokenUrl: string
  readonly hostScriptUrl: string
  readonly mediaUrl: string
  /** A first site, created at start. */
  readonly site: Site
  readonly sites: readonly Site[]
  readonly log: SiteLog
  readonly faults: WorldFaults
  readonly timings: Timings
  readonly accessTokens: Pick<AccessTokens, 'revoke' | 'minted'>
  readonly installKeys: InstallKeys
  addSite(name: string): Promise<Site>
  stop(): Promise<void>
}

export interface WorldOptions {
  /** Port of the first site; the other servers take free ones. */
  readonly port?: number
  readonly now?: () => number
  readonly timings?: Partial<Timings>
  readonly onAlarm?: (entry: LogEntry) => void
}

const usualTimings: Timings = {
  contextTokenSeconds: 900,
  callTimeoutMs: 10_000,
  retryMinuteMs: 2,
}

async function createWorld(options: WorldOptions): Promise<WorldState> {
  const sites: WorldState['sites'] = []
  return {
    now: options.now ?? (() => Date.now()),
    log: createSiteLog(options.onAlarm),
    faults: createWorldFaults(() => {
      for (const site of sites) site.faults.reset()
    }),
    timings: { ...usualTimings, ...options.timings },
    installKeys: await createInstallKeys(),
    accessTokens: createAccessTokens(),
    media: createMediaStore(),
    sites,
    urls: { keysUrl: '', tokenUrl: '', hostScriptUrl: '', mediaUrl: '' },
  }
}

/** Starts all servers on loopback, with one site. */
export async function startSite(options: WorldOptions = {}): Promise<SiteWorld> {
  const world = await createWorld(options)
  const start = (server: ServerName, handle: Handle): Promise<RunningServer> =>
    listen({ server, log: world.log, now: world.now }, handle)
  const shared = await Promise.all([
    start('keys', keyHandler(world)),
    start('auth', tokenHandler(world)),
    start('media', mediaHandler(world)),
    start('cdn', scriptHandler(world)),
  ])
  const [keys, auth, media, cdn] = shared
  Object.assign(world.urls, {
    keysUrl: keys.origin,
    tokenUrl: auth.origin,
    mediaUrl: media.origin,
    hostScriptUrl: `${cdn.origin}/all.js`,
  })
  const running: RunningSite[] = []
  const handles: Site[] = []
  const addSite = async (name: string, port?: number): Promise<Site> => {
    const site = await startOneSite(world, name, port)
    running.push(site)
    world.sites.push(site.state)
    const handle = siteHandle(site.state)
    handles.push(handle)
    return handle
  }
  const site = await addSite('acme', options.port)
  return {
    ...world.urls,
    site,
    sites: handles,
    log: world.log,
    faults: world.faults,
    timings: world.timings,
    accessTokens: world.accessTokens,
    installKeys: world.installKeys,
    addSite: (name) => addSite(name),
    async stop() {
      await Promise.all([...shared, ...running].map((server) => server.close()))
    },
  }
}
