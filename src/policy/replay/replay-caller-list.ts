import type { CallEvent } from '../../audit/audit-event.ts'
import type { SeenCallerName } from '../../audit/audit-reader.ts'
import {
  wayOf,
  type ReplayCaller,
  type ReplayChange,
  type ReplayOutcome,
  type ReplayWay,
} from './replay-summary.ts'

const CALLERS_TOLD_MAX = 100
const CHANGES_TOLD_MAX = 20

/** Calls that change, collected by who makes them. */
export interface ReplayCallers {
  add(event: CallEvent, before: ReplayOutcome, after: ReplayOutcome): void
  readonly counts: Readonly<Record<ReplayWay, number>>
  readonly size: number
  /** Most affected first. */
  told(): readonly ReplayCaller[]
}

interface Collected {
  readonly name: SeenCallerName
  readonly changes: Map<string, ReplayChange>
}

/** Bounded by the calls that are looked at. */
export function collectCallers(): ReplayCallers {
  const callers = new Map<string, Collected>()
  const counts = { loses: 0, gains: 0, 'other-code': 0 }
  return {
    counts,
    get size() {
      return callers.size
    },
    add(event, before, after) {
      const way = wayOf(before, after)
      counts[way] += 1
      const caller = event.caller ?? `${event.credentialKind ?? ''} ${event.credentialId ?? ''}`
      const { changes } = callers.get(caller) ?? { changes: new Map<string, ReplayChange>() }
      callers.set(caller, { name: nameOf(event, caller), changes })
      const key = JSON.stringify([before, after, event.method])
      const known = changes.get(key)
      const { id: eventId, at, method, path } = event
      // Newest first: the first of them is the latest.
      const example = known?.example ?? { eventId, at, method, path }
      changes.set(key, { way, calls: (known?.calls ?? 0) + 1, before, after, example })
    },
    told: () =>
      [...callers.values()]
        .map(toldCaller)
        .sort((one, other) => weightOf(other) - weightOf(one))
        .slice(0, CALLERS_TOLD_MAX),
  }
}

function nameOf(event: CallEvent, caller: string): SeenCallerName {
  const { credentialKind, credentialId, subject, accountId } = event
  return { caller, credentialKind, credentialId, subject, accountId }
}

function toldCaller({ name, changes }: Collected): ReplayCaller {
  const all = [...changes.values()].sort((one, other) => other.calls - one.calls)
  const sum = (way: ReplayWay) =>
    all.filter((each) => each.way === way).reduce((total, { calls }) => total + calls, 0)
  return {
    ...name,
    loses: sum('loses'),
    gains: sum('gains'),
    otherCode: sum('other-code'),
    changes: all.slice(0, CHANGES_TOLD_MAX),
  }
}

// Whoever loses something comes before all who only win or are told something else.
function weightOf({ loses, gains, otherCode }: ReplayCaller): number {
  return loses * 1_000_000 + gains * 1_000 + otherCode
}
