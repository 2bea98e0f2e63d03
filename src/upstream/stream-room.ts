import type { LookupFunction } from 'node:net'
import type { Clock } from '../lib/clock.ts'
import type { StreamLimits } from './limits.ts'

/** What both ways to the receiver of a stream share. */
export interface StreamRoom {
  /** For development and the demo: http, plain TCP, and addresses of our own network. */
  readonly allowPrivateAddresses: boolean
  /** Which addresses a host name may stand for; the system's resolver without it. */
  readonly lookup: LookupFunction | undefined
  readonly limits: StreamLimits
  readonly clock: Clock
}
