import { LRUCache } from 'lru-cache'
import type { Clock } from '../lib/clock.ts'
import { createSingleFlight } from '../lib/single-flight.ts'
import type { CookieChanges } from './session-cookies.ts'

/**
 * Whose session at a product it is. Two that differ in anything never meet in one: a product asks Crowd only
 * now and then, and in between believes its own session, whatever sign-on cookie stands beside it
 * (Atlassian's Seraph, `session.validationinterval`).
 */
export interface SessionKey {
  readonly tenantId: string
  readonly userName: string
  /** Of the sign-on token, which itself is in no key. */
  readonly tokenDigest: string
  readonly address: string
}

/** Under what a session was made: with other rules, or another site behind the name, there is a new one. */
interface SessionTerms {
  readonly policyVersion: number
  readonly siteVersion: number
  readonly idleMs: number
}

/** Cookies of sessions at products, in memory alone. */
export interface SessionJar {
  /**
   * The cookies of this session, opened at the first time; several that come at once wait for one opening.
   * @param open asks the product for a session @throws what `open` throws
   */
  cookiesFor(
    key: SessionKey,
    terms: SessionTerms,
    open: () => Promise<CookieChanges>,
  ): Promise<SessionCookies>
  /** Takes over what an answer says of a session's cookies. */
  absorb(key: SessionKey, changes: CookieChanges): void
  drop(key: SessionKey): void
  /** All sessions of these tenants, or those of one user. */
  forget(tenantIds: readonly string[], userName?: string): void
}

export type SessionCookies = Pick<ReadonlyMap<string, string>, 'get'>

interface Held {
  readonly key: SessionKey
  readonly terms: SessionTerms
  readonly cookies: Map<string, string>
  usedAt: number
}

export function createSessionJar(clock: Clock, max: number): SessionJar {
  const held = new LRUCache<string, Held>({ max })
  const singleFlight = createSingleFlight<SessionCookies>()
  let generation = 0

  const live = (name: string, terms: SessionTerms): Held | undefined => {
    const found = held.get(name)
    if (found === undefined) return undefined
    const isUnderThese =
      found.terms.policyVersion === terms.policyVersion &&
      found.terms.siteVersion === terms.siteVersion
    if (isUnderThese && clock.now() - found.usedAt < terms.idleMs) return found
    held.delete(name)
    return undefined
  }

  return {
    cookiesFor(key, terms, open) {
      const name = nameOf(key)
      const found = live(name, terms)
      if (found !== undefined) {
        found.usedAt = clock.now()
        return Promise.resolve(found.cookies)
      }
      const { policyVersion, siteVersion } = terms
      const flight = [generation, policyVersion, siteVersion, name].join(' ')
      return singleFlight(flight, async () => {
        const before = generation
        const cookies = new Map<string, string>()
        apply(cookies, await open())
        // Who was told meanwhile that it is over gets nothing of its past back.
        if (generation === before) held.set(name, { key, terms, cookies, usedAt: clock.now() })
        return cookies
      })
    },
    absorb(key, changes) {
      if (changes.size === 0) return
      const found = held.peek(nameOf(key))
      if (found !== undefined) apply(found.cookies, changes)
    },
    drop(key) {
      held.delete(nameOf(key))
    },
    forget(tenantIds, userName) {
      generation += 1
      for (const [name, { key }] of [...held.entries()]) {
        if (!tenantIds.includes(key.tenantId)) continue
        if (userName === undefined || isSame(userName, key.userName)) held.delete(name)
      }
    },
  }
}

function apply(cookies: Map<string, string>, changes: CookieChanges): void {
  for (const [name, value] of changes) {
    if (value === undefined) cookies.delete(name)
    else cookies.set(name, value)
  }
}

// No part can hold a line break, so none can pass for the beginning of the next.
function nameOf({ tenantId, userName, tokenDigest, address }: SessionKey): string {
  return `${tenantId}\n${userName}\n${tokenDigest}\n${address}`
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
