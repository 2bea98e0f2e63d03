import type { CookieConfig, CrowdSession, CrowdSite } from '../identity/sign-on/crowd.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { createSingleFlight } from '../lib/single-flight.ts'
import type { CrowdBase } from './crowd-base.ts'
import { createBreaker, type Outcome } from './crowd-breaker.ts'
import { exchange } from './crowd-exchange.ts'
import { crowdFault, crowdUnavailable } from './crowd-fault.ts'
import type { CrowdHealthBook } from './crowd-health.ts'
import type { AskedCrowd } from './crowd-questions.ts'
import { withDeadline } from './deadline.ts'
import type { CrowdLimits } from './limits.ts'
import { createWire } from './wire.ts'

export interface CrowdLineDeps {
  readonly clock: Clock
  readonly limits: CrowdLimits
  readonly health: CrowdHealthBook
}

type Flight<T> = (key: string, work: () => Promise<T>) => Promise<T>

/**
 * All that is held for one site's Crowd at one address: connections, breaker, what is under way, what is
 * remembered. Another site has another, even with the same Crowd.
 */
export interface CrowdLine {
  readonly host: string
  readonly sessions: Flight<CrowdSession | undefined>
  readonly groups: Flight<readonly string[]>
  readonly cookies: Flight<CookieConfig>
  cookie: { readonly config: CookieConfig; readonly askedAt: number } | undefined
  /** How many sessions were ended: what is asked after that may not be answered by what was asked before. */
  endings: number
  /**
   * Asks one question, all its requests within one time limit.
   * @throws Refusal `crowd/unavailable`, at once while the breaker is open; `crowd/app-refused`
   */
  ask<T>(site: CrowdSite, question: (crowd: AskedCrowd) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export function createCrowdLine(base: CrowdBase, deps: CrowdLineDeps): CrowdLine {
  const { clock, limits, health } = deps
  const { host } = base
  const wire = createWire(limits)
  const breaker = createBreaker(clock)

  const ask = async <T>(
    site: CrowdSite,
    question: (crowd: AskedCrowd) => Promise<T>,
  ): Promise<T> => {
    const wait = breaker.waitSeconds()
    if (wait !== undefined) throw crowdUnavailable(host, 'it failed several times in a row', wait)
    const end = breaker.begin()
    const asked = { wire, clock, base, access: site.access }
    try {
      const answer = await withDeadline(limits.exchangeMs, (signal) =>
        question({ host, limits, send: (request) => exchange(asked, request, signal) }),
      )
      end('answered')
      health.noteAnswer(site.siteId)
      return answer
    } catch (cause) {
      const fault = crowdFault(host, cause)
      const outcome = outcomeOf(cause, fault)
      end(outcome)
      if (outcome !== 'unclear') health.noteFailure(site.siteId, fault)
      throw fault
    }
  }

  return {
    host,
    sessions: createSingleFlight(),
    groups: createSingleFlight(),
    cookies: createSingleFlight(),
    cookie: undefined,
    endings: 0,
    ask,
    close: () => wire.close(),
  }
}

function outcomeOf(cause: unknown, fault: unknown): Outcome {
  // Our own bound: many callers at once would otherwise turn off a server that answers well.
  if (cause instanceof Refusal && cause.code === 'upstream/busy') return 'unclear'
  if (!(fault instanceof Refusal)) return 'unclear'
  return fault.code === 'crowd/app-refused' ? 'answered' : 'failed'
}
