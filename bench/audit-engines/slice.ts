import { systemIds } from '../../src/lib/ids.ts'
import type { CallEvent } from '../../src/audit/audit-event.ts'
import { aCallEvent } from '../../test/support/things.ts'
import type { OpenEngine } from './engine.ts'

/** What one engine did for a while, one commit after the other. */
export interface Slice {
  readonly events: number
  /** Of all threads of this process, the system's part included. */
  readonly cpuUsPerEvent: number
  readonly eventsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** @throws Error when not one commit was made */
export async function sliceOf(
  engine: OpenEngine,
  eventsACommit: number,
  seconds: number,
): Promise<Slice> {
  const took: number[] = []
  let cpuUs = 0
  const until = performance.now() + seconds * 1_000
  while (performance.now() < until) {
    // Made before, as the gateway has made them for other reasons.
    const events = Array.from({ length: eventsACommit }, (_, at) => anEvent(at))
    const cpuBefore = process.cpuUsage()
    const before = performance.now()
    await engine.commit(events)
    took.push(performance.now() - before)
    const { user, system } = process.cpuUsage(cpuBefore)
    cpuUs += user + system
  }
  took.sort((one, other) => one - other)
  const events = took.length * eventsACommit
  const at = (share: number) => took[Math.floor(took.length * share)] ?? Number.NaN
  if (events === 0) throw new Error('nothing was recorded')
  return {
    events,
    cpuUsPerEvent: cpuUs / events,
    eventsPerSecond: events / (took.reduce((sum, ms) => sum + ms, 0) / 1_000),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  }
}

/** As long as those of a gateway with everything on. */
function anEvent(at: number): CallEvent {
  return aCallEvent({
    ...{ id: systemIds.next(), requestId: systemIds.next(), at: Date.now() },
    ...{ caller: `api-token ${at % 97}`, accountId: `account-${at % 97}`, policyVersion: 7 },
    ...{ path: `/rest/api/3/issue/OPS-${at}`, operation: '/rest/api/3/issue/{issueIdOrKey}' },
    ...{ seen: { access: 'write', groups: ['staff', 'build'], queryNames: ['fields'] } as const },
    limits: 'per-token=98/100 tenant=9998/10000',
  })
}
