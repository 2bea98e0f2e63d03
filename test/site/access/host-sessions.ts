import { randomUUID } from 'node:crypto'
import type { InstallationRecord } from '../install/installation-record.ts'
import type { Account } from '../people/account.ts'

/** Whom an open host page belongs to: the bridge of that page calls the product as this person. */
interface HostSession {
  readonly installation: InstallationRecord
  readonly account: Account | undefined
  readonly moduleKey: string
}

/**
 * Sessions of open host pages. Kept in a header value instead of a cookie: cookies do not know ports, so on
 * loopback a cookie of the site would reach the app and the media host too.
 */
export interface HostSessions {
  open(session: HostSession): string
  find(id: string | undefined): HostSession | undefined
}

export function createHostSessions(): HostSessions {
  const sessions = new Map<string, HostSession>()
  return {
    open(session) {
      const id = randomUUID()
      sessions.set(id, session)
      return id
    },
    find: (id) => (id === undefined ? undefined : sessions.get(id)),
  }
}
