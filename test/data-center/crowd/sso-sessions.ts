import { randomBytes } from 'node:crypto'
import { clientAddress } from './client-address.ts'
import type { Factors } from './client-address.ts'
import type { CrowdSettings } from './crowd-settings.ts'

/** What the cookie stands for. */
export interface SsoSession {
  readonly token: string
  readonly userName: string
  readonly createdAt: number
  /** Moves on with each validation. */
  expiresAt: number
  /** Where it was made from; undefined where the client did not say. */
  readonly address: string | undefined
  /** Whether the rule about addresses was on; changing it drops sessions (CROWD031). */
  readonly madeUnderRule: boolean
}

/** Sessions across all applications of one Crowd. */
export interface SsoSessions {
  start(userName: string, factors: Factors): SsoSession
  /** A live session whose factors fit; its life is extended. */
  validate(token: string, factors: Factors): SsoSession | undefined
  /** A live session, whoever asks from wherever. */
  find(token: string): SsoSession | undefined
  end(token: string): void
  endAllOf(userName: string, exceptToken?: string): void
}

/** Keeps sessions by this clock and under these settings, which may change on the way. */
export function createSsoSessions(now: () => number, settings: CrowdSettings): SsoSessions {
  const byToken = new Map<string, SsoSession>()
  const expiry = (): number => now() + settings.sessionMinutes * 60_000
  const addressOf = (factors: Factors) => clientAddress(factors, settings.trustedProxies)

  function find(token: string): SsoSession | undefined {
    const session = byToken.get(token)
    if (session === undefined || now() >= session.expiresAt) return undefined
    return session.madeUnderRule === settings.requiresConsistentAddress ? session : undefined
  }

  return {
    find,
    start(userName, factors) {
      const session = {
        token: randomBytes(24).toString('base64url'),
        userName,
        createdAt: now(),
        expiresAt: expiry(),
        address: addressOf(factors),
        madeUnderRule: settings.requiresConsistentAddress,
      }
      byToken.set(session.token, session)
      return session
    },
    validate(token, factors) {
      const session = find(token)
      if (session === undefined) return undefined
      const isElsewhere = addressOf(factors) !== session.address
      if (settings.requiresConsistentAddress && isElsewhere) return undefined
      session.expiresAt = expiry()
      return session
    },
    end: (token) => void byToken.delete(token),
    endAllOf(userName, exceptToken) {
      for (const { token, userName: owner } of byToken.values()) {
        if (owner === userName && token !== exceptToken) byToken.delete(token)
      }
    },
  }
}
