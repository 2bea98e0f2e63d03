import { setTimeout as pause } from 'node:timers/promises'
import type { PlannedCall } from './call-mix.ts'
import type { SeenCall, SentCall } from './calls.ts'
import { compareCalls, type CallFault } from './compare-calls.ts'
import type { CrashWorld } from './crash-world.ts'
import { answerOf } from './load.ts'

/** Calls before, during and after a fault of the disk, and what became of all of them. */
export interface FaultCalls {
  /** Makes so many at once. @returns of each `SERVED`, `REFUSED` or what else it was told */
  make(count: number): Promise<readonly string[]>
  /** While this is on, a call may stay without its outcome, which cannot be written either. */
  isFaulty: boolean
  /** Holds all calls so far against the product's log and ours, once the last outcomes are there. */
  compare(): Promise<readonly CallFault[]>
}

export const SERVED = '200 application/json;charset=UTF-8'
export const REFUSED = '503 application/problem+json gatehouse/audit-unavailable'

const WRITE: PlannedCall = {
  product: 'jira',
  as: 'app',
  method: 'POST',
  expected: 'served',
  path: '/stand-in/marked',
  query: '',
}
const OUTCOMES_WITHIN_MS = 5_000
const LOOK_EVERY_MS = 100

export function createFaultCalls(world: CrashWorld): FaultCalls {
  const sent: SentCall[] = []
  const seen: SeenCall[] = []

  async function makeOne(mark: string, beforeKillMs: number): Promise<string> {
    const answer = await answerOf(world.makeCall(WRITE, mark))
    if (answer === undefined) {
      sent.push({ mark, expected: 'served' })
      return 'cut off'
    }
    const { status, code, contentType } = answer
    sent.push({ mark, expected: 'served', answer: { status, code, beforeKillMs } })
    return [status, contentType, code].filter((part) => part !== undefined).join(' ')
  }

  const calls: FaultCalls = {
    isFaulty: false,
    async make(count) {
      const beforeKillMs = calls.isFaulty ? 0 : Number.POSITIVE_INFINITY
      const from = sent.length
      const marks = Array.from(
        { length: count },
        (_, index) => `crash-${String(from + index).padStart(6, '0')}`,
      )
      return await Promise.all(marks.map((mark) => makeOne(mark, beforeKillMs)))
    },
    async compare() {
      seen.push(...(await world.seenCalls()))
      const until = performance.now() + OUTCOMES_WITHIN_MS
      for (;;) {
        const faults = compareCalls({ sent, seen, audited: await world.auditedCalls(0) })
        if (faults.length === 0 || performance.now() > until) return faults
        await pause(LOOK_EVERY_MS)
      }
    },
  }
  return calls
}
