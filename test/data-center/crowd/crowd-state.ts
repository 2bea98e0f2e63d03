import type { CookieConfig, CrowdSettings } from './crowd-settings.ts'
import type { CrowdFaults } from './crowd-faults.ts'
import type { Directory } from './directory.ts'
import type { SsoSessions } from './sso-sessions.ts'

/** A program that may ask Crowd. */
export interface CrowdApplication {
  readonly name: string
  readonly password: string
  /** Callers from elsewhere get 403 even with the right password. */
  remoteAddresses: string[]
}

/** A request as it came in, and how it was judged. */
export interface CrowdRequest {
  readonly method: string
  /** As received, nothing decoded. */
  readonly url: string
  /** The application whose password was right. */
  readonly application: string | undefined
  readonly isAuthorized: boolean
  /** The body as JSON; undefined where it is none. */
  readonly body: unknown
}

/** All of one Crowd. */
export interface CrowdState {
  readonly now: () => number
  readonly settings: CrowdSettings
  readonly cookieConfig: CookieConfig
  readonly directory: Directory
  readonly sessions: SsoSessions
  readonly applications: Map<string, CrowdApplication>
  readonly faults: CrowdFaults
  readonly requests: CrowdRequest[]
}

/** Everybody's password. */
export function passwordOf(userName: string): string {
  return `password-of-${userName}`
}
