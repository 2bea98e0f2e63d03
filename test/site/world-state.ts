import type { WorldFaults } from './faults/world-faults.ts'
import type { ServerFaults } from './faults/server-faults.ts'
import type { SiteLog } from './log/site-log.ts'
import type { InstallKeys } from './tokens/install-keys.ts'
import type { AccessTokens } from './tokens/access-tokens.ts'
import type { MediaStore } from './media-server/media-store.ts'
import type { SiteState } from './site-state.ts'

/** How long things take, so that tests can shorten them. */
export interface Timings {
  /** Life of a context token: 15 min in the product. */
  contextTokenSeconds: number
  /** How long a lifecycle call or a delivery may take. */
  callTimeoutMs: number
  /** One minute of the webhook retry clock, in real milliseconds. */
  retryMinuteMs: number
}

/** What the servers of one stand-in Atlassian share. */
export interface WorldState {
  readonly now: () => number
  readonly log: SiteLog
  readonly faults: WorldFaults
  readonly timings: Timings
  readonly installKeys: InstallKeys
  readonly accessTokens: AccessTokens
  readonly media: MediaStore
  readonly sites: SiteState[]
  readonly urls: WorldUrls
}

interface WorldUrls {
  keysUrl: string
  tokenUrl: string
  hostScriptUrl: string
  mediaUrl: string
}

/** The time as a server with this clock offset believes it to be. */
export function secondsAt(world: Pick<WorldState, 'now'>, faults: ServerFaults): number {
  return Math.floor(world.now() / 1000) + faults.clockOffsetSeconds
}
