import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { CallCompletion, CallEvent, ChangeEvent } from './audit-event.ts'
import type { AuditStore } from './audit-store.ts'

/**
 * The record of refused calls whose caller nobody knows. They are written a moment later and many at
 * once, so that whoever floods the gateway without a credential takes neither the writer's time from
 * others nor the disk: each tenant's first sixty a minute are kept one by one, the rest is counted.
 * A call that is made, or that a known caller was refused, never comes this way.
 */
export interface RefusalLane {
  note(event: CallEvent, completion: CallCompletion): void
  /** Writes what waits; what cannot be written waits on. */
  flush(): Promise<void>
}

interface SettledCall {
  readonly event: CallEvent
  readonly completion: CallCompletion
}

interface Counter {
  readonly tenantId: string
  readonly rule: string
  readonly minute: number
  readonly count: number
}

const KEPT_A_MINUTE = 60
const MINUTE_MS = 60_000

export function createRefusalLane(deps: {
  readonly store: Pick<AuditStore, 'appendRefused'>
  readonly clock: Clock
  readonly ids: Ids
}): RefusalLane {
  let waiting: SettledCall[] = []
  let kept = new Map<string, number>()
  let minute = 0
  const counters = new Map<string, Counter>()
  const add = (more: Counter) => {
    const key = `${more.tenantId} ${more.rule} ${String(more.minute)}`
    counters.set(key, { ...more, count: more.count + (counters.get(key)?.count ?? 0) })
  }

  return {
    note(event, completion) {
      const now = Math.floor(event.at / MINUTE_MS)
      if (now !== minute) {
        minute = now
        kept = new Map()
      }
      const already = kept.get(event.tenantId) ?? 0
      if (already < KEPT_A_MINUTE) {
        kept.set(event.tenantId, already + 1)
        waiting.push({ event, completion })
        return
      }
      add({ tenantId: event.tenantId, rule: event.rule, minute, count: 1 })
    },
    async flush() {
      const calls = waiting
      const counted = [...counters.values()]
      if (calls.length === 0 && counted.length === 0) return
      waiting = []
      counters.clear()
      try {
        await deps.store.appendRefused(
          calls,
          counted.map((counter) => summaryOf(counter, deps)),
        )
      } catch (failure) {
        waiting = [...calls, ...waiting]
        counted.forEach(add)
        throw failure
      }
    },
  }
}

function summaryOf(counter: Counter, { clock, ids }: { clock: Clock; ids: Ids }): ChangeEvent {
  const id = ids.next()
  return {
    id,
    tenantId: counter.tenantId,
    at: clock.now(),
    requestId: id,
    kind: 'calls.refused',
    actor: 'unknown',
    subject: counter.rule,
    facts: { count: counter.count, minute: new Date(counter.minute * MINUTE_MS).toISOString() },
  }
}
