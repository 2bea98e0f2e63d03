import type { Factors } from './crowd/client-address.ts'
import { noCrowdFaults } from './crowd/crowd-faults.ts'
import type { CrowdFaults } from './crowd/crowd-faults.ts'
import { usualSettings } from './crowd/crowd-settings.ts'
import type { CookieConfig, CrowdSettings } from './crowd/crowd-settings.ts'
import type { CrowdApplication, CrowdRequest, CrowdState } from './crowd/crowd-state.ts'
import { createDirectory } from './crowd/directory.ts'
import { serveCrowd } from './crowd/serve-crowd.ts'
import { createSsoSessions } from './crowd/sso-sessions.ts'
import { listenOnLoopback } from './http/loopback.ts'

export interface CrowdOptions extends Partial<CrowdSettings> {
  /** The clock that sessions end by. */
  readonly now?: () => number
}

/** A Crowd on loopback, as a test holds it. */
export interface Crowd {
  /** With the context path; the REST root is below it at `/rest/usermanagement/1`. */
  readonly baseUrl: string
  /** The application of the program under test. */
  readonly application: CrowdApplication
  readonly settings: CrowdSettings
  readonly cookieConfig: CookieConfig
  readonly faults: CrowdFaults
  readonly requests: CrowdRequest[]
  /** One more application, with loopback as its only address; a known name keeps what it has. */
  addApplication(name: string): CrowdApplication
  addUser(name: string, memberships?: { readonly groups?: readonly string[] }): void
  addGroup(name: string, place?: { readonly parents?: readonly string[] }): void
  /** The user's sessions end as well. */
  removeUser(name: string): void
  /** Token of a new session, made without any request. */
  signIn(userName: string, factors: Factors & { readonly remoteAddress: string }): string
  endSession(token: string): void
  close(): Promise<void>
}

function addApplication(crowd: CrowdState, name: string): CrowdApplication {
  const known = crowd.applications.get(name)
  if (known !== undefined) return known
  const password = `password-of-application-${name}`
  const application = { name, password, remoteAddresses: ['127.0.0.1'] }
  crowd.applications.set(name, application)
  return application
}

function createState({ now = () => Date.now(), ...settings }: CrowdOptions): CrowdState {
  const inForce = { ...usualSettings(), ...settings }
  return {
    now,
    settings: inForce,
    cookieConfig: { domain: '', secure: false, name: 'crowd.token_key' },
    directory: createDirectory(),
    sessions: createSsoSessions(now, inForce),
    applications: new Map(),
    faults: noCrowdFaults(),
    requests: [],
  }
}

/** Starts a Crowd without users that knows one application, `gatehouse`. */
export async function startCrowd(options: CrowdOptions = {}): Promise<Crowd> {
  const crowd = createState(options)
  const server = await listenOnLoopback((request) => serveCrowd(crowd, request))
  const { directory, sessions, settings, cookieConfig, faults, requests } = crowd
  return {
    baseUrl: `${server.origin}/crowd`,
    application: addApplication(crowd, 'gatehouse'),
    settings,
    cookieConfig,
    faults,
    requests,
    addApplication: (name) => addApplication(crowd, name),
    addUser: (name, { groups = [] } = {}) => directory.addUser(name, groups),
    addGroup: (name, { parents = [] } = {}) => directory.addGroup(name, parents),
    removeUser(name) {
      directory.removeUser(name)
      sessions.endAllOf(name)
    },
    signIn(userName, factors) {
      if (!directory.hasUser(userName)) throw new Error(`no user ${userName} in this Crowd`)
      return sessions.start(userName, factors).token
    },
    endSession: (token) => sessions.end(token),
    close: () => server.close(),
  }
}
