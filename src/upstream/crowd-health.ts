import { LRUCache } from 'lru-cache'
import type { CrowdHealth, CrowdState } from '../identity/sign-on/crowd.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'

/** The side of those who ask. */
export interface CrowdHealthBook extends CrowdHealth {
  noteAnswer(siteId: string): void
  /** Of what was thrown, only Crowd's own failures are noted. */
  noteFailure(siteId: string, thrown: unknown): void
}

const SITES_MAX = 1_000

/** Remembers how each site's Crowd answered last, and since when it does. */
export function createCrowdHealth(clock: Clock): CrowdHealthBook {
  const states = new LRUCache<string, CrowdState>({ max: SITES_MAX })
  const startedAt = clock.now()
  const sinceOf = (siteId: string, kind: CrowdState['kind']): number => {
    const before = states.get(siteId)
    return before?.kind === kind ? before.since : clock.now()
  }

  return {
    healthOf: (siteId) => states.get(siteId) ?? { kind: 'untried', since: startedAt },
    noteAnswer(siteId) {
      states.set(siteId, { kind: 'good', since: sinceOf(siteId, 'good') })
    },
    noteFailure(siteId, thrown) {
      const kind = kindOf(thrown)
      if (kind === undefined) return
      const since = sinceOf(siteId, kind)
      states.set(siteId, { kind, since, detail: detailOf(thrown) })
    },
  }
}

function kindOf(thrown: unknown): 'app-refused' | 'unavailable' | undefined {
  if (!(thrown instanceof Refusal)) return undefined
  if (thrown.code === 'crowd/app-refused') return 'app-refused'
  return thrown.code === 'crowd/unavailable' ? 'unavailable' : undefined
}

function detailOf(thrown: unknown): string {
  return thrown instanceof Refusal ? (thrown.detail ?? thrown.code) : ''
}
