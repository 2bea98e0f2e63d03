import { NOTHING } from '../../bench/gateway/contender.ts'
import type { Result, RoundSlice } from '../../bench/gateway/results.ts'

/** A slice of 1 000 calls in a second without a fault. */
export function aSlice(given: Partial<RoundSlice> = {}): RoundSlice {
  return {
    round: 1,
    isDirty: false,
    requests: 1_000,
    durationUs: 1_000_000,
    badStatus: 0,
    broken: 0,
    p50Us: 700,
    p99Us: 2_000,
    perSecond: 1_000,
    cpuUs: 100,
    cpuUsCaughtUp: 100,
    pssMib: 50,
    foreign: 0,
    upstreamCalls: 1_000,
    auditedCalls: undefined,
    faults: [],
    ...given,
  }
}

export function aResult(name: string, given: Partial<Result> = {}): Result {
  const slices = [aSlice()]
  return { name, upstream: 'http', deeds: NOTHING, missing: undefined, slices, ...given }
}
