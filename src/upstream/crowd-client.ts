import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { LRUCache } from 'lru-cache'
import {
  isSignOnToken,
  type CookieConfig,
  type Crowd,
  type CrowdHealth,
  type CrowdSite,
  type Factors,
} from '../identity/sign-on/crowd.ts'
import type { Clock } from '../lib/clock.ts'
import type { Secret } from '../lib/secret.ts'
import { crowdBase } from './crowd-base.ts'
import { crowdUnavailable } from './crowd-fault.ts'
import { createCrowdHealth, type CrowdHealthBook } from './crowd-health.ts'
import { createCrowdLine, type CrowdLine } from './crowd-line.ts'
import {
  endSession,
  findGroups,
  readCookieConfig,
  readNestedGroups,
  validateSession,
} from './crowd-questions.ts'
import { CROWD_LIMITS, type CrowdLimits } from './limits.ts'

export interface CrowdClientOptions {
  readonly clock: Clock
  readonly limits?: Partial<CrowdLimits>
  /** For development: otherwise only https. */
  readonly allowHttp: boolean
}

/** Sites are the operator's, so this many are never met; one that is pushed out only starts anew. */
const LINES_MAX = 1_000
const COOKIE_FRESH_MS = 5 * 60_000
/** Crowd's own bound for names. */
const SEARCH_LENGTH_MAX = 255
const SEARCH_RESULTS_MAX = 100

/**
 * Asks the Crowds of sites: nothing followed, bounded in time and size, the same question once at a
 * time. No session is remembered here. A Crowd that fails again and again is left alone for a moment.
 */
export function createCrowdClient(options: CrowdClientOptions): Crowd & CrowdHealth {
  const { clock } = options
  const health = createCrowdHealth(clock)
  const lines = createLines(options, health)
  return {
    async validate(site, token, factors) {
      if (isIP(factors.remoteAddress) === 0) throw new Error('a session is validated from nowhere')
      if (!isSignOnToken(token.reveal())) return undefined
      const line = lines.of(site)
      return await line.sessions(sessionKey(line, token, factors), () =>
        line.ask(site, (crowd) => validateSession(crowd, token, factors)),
      )
    },
    async end(site, token) {
      if (!isSignOnToken(token.reveal())) return
      const line = lines.of(site)
      try {
        await line.ask(site, (crowd) => endSession(crowd, token))
      } finally {
        line.endings += 1
      }
    },
    cookieConfig: async (site) => await cookieConfig(lines.of(site), site, clock),
    async nestedGroups(site, userName) {
      const line = lines.of(site)
      return await line.groups(userName, () => nestedGroups(line, site, userName))
    },
    async searchGroups(site, text, max) {
      const sought = text.trim()
      // Nothing sought would list some groups as though they were meant; half a character cannot be sent.
      if (sought === '' || sought.length > SEARCH_LENGTH_MAX || !sought.isWellFormed()) return []
      const results = Math.min(Math.max(Math.trunc(max), 1), SEARCH_RESULTS_MAX)
      return await lines.of(site).ask(site, (crowd) => findGroups(crowd, sought, results))
    },
    healthOf: (siteId) => health.healthOf(siteId),
    close: () => lines.close(),
  }
}

function createLines(options: CrowdClientOptions, health: CrowdHealthBook) {
  const { clock, allowHttp } = options
  const limits = { ...CROWD_LIMITS, ...options.limits }
  const lines = new LRUCache<string, CrowdLine>({ max: LINES_MAX })
  const make = ({ siteId, access }: CrowdSite): CrowdLine => {
    try {
      return createCrowdLine(crowdBase(access.baseUrl, allowHttp), { clock, limits, health })
    } catch (cause) {
      health.noteFailure(siteId, cause)
      throw cause
    }
  }
  return {
    /** @throws Refusal `crowd/unavailable` when its address is none to be asked at */
    of(site: CrowdSite): CrowdLine {
      const key = `${site.siteId} ${site.access.baseUrl}`
      const line = lines.get(key) ?? make(site)
      lines.set(key, line)
      return line
    },
    async close(): Promise<void> {
      await Promise.all([...lines.values()].map((line) => line.close()))
    },
  }
}

// A digest, so that nothing which is kept while a question is under way holds the token.
function sessionKey(line: CrowdLine, token: Secret, factors: Factors): string {
  const digest = createHash('sha256').update(token.reveal()).digest('base64url')
  const { remoteAddress, forwardedFor = null } = factors
  return JSON.stringify([line.endings, digest, remoteAddress, forwardedFor])
}

async function cookieConfig(line: CrowdLine, site: CrowdSite, clock: Clock): Promise<CookieConfig> {
  const now = clock.now()
  const age = line.cookie === undefined ? Infinity : now - line.cookie.askedAt
  if (line.cookie !== undefined && age >= 0 && age < COOKIE_FRESH_MS) return line.cookie.config
  return await line.cookies('', async () => {
    // What was is over, also when the question fails.
    line.cookie = undefined
    const config = await line.ask(site, readCookieConfig)
    line.cookie = { config, askedAt: now }
    return config
  })
}

async function nestedGroups(
  line: CrowdLine,
  site: CrowdSite,
  userName: string,
): Promise<readonly string[]> {
  const groups = userName.isWellFormed()
    ? await line.ask(site, (crowd) => readNestedGroups(crowd, userName))
    : undefined
  // Never "no groups": a rule that forbids to members would not hold for whom Crowd has just lost.
  if (groups === undefined) throw crowdUnavailable(line.host, 'it does not know the user')
  return groups
}
