import type { HttpSession } from './http-sessions.ts'

/** Whom a request is served as, and what its answer says of that. */
export interface Caller {
  readonly user: string | undefined
  /** `X-Seraph-LoginReason`. */
  readonly reason: 'OK' | 'AUTHENTICATED_FAILED' | 'OUT'
  readonly session: HttpSession | undefined
  readonly setCookies: readonly string[]
}

/** Nobody; `OUT` where no credential was sent. */
export function nobody(reason: 'AUTHENTICATED_FAILED' | 'OUT'): Caller {
  return { user: undefined, reason, session: undefined, setCookies: [] }
}

/** A user for this one call. */
export function callerWithoutSession(user: string): Caller {
  return { user, reason: 'OK', session: undefined, setCookies: [] }
}

/** The user of a session. */
export function callerIn(session: HttpSession, setCookies: readonly string[] = []): Caller {
  return { user: session.user, reason: 'OK', session, setCookies }
}
