import type { Deeds } from './contender.ts'
import { pairedRatios, spreadOf, type Spread } from './figures.ts'
import type { Slice } from './slice.ts'

export interface RoundSlice extends Slice {
  readonly round: number
  /** Others took so much of the machine, also when it was tried again. */
  readonly isDirty: boolean
}

/** What became of one contender in a run. */
export interface Result {
  readonly name: string
  readonly upstream: 'http' | 'https'
  readonly deeds: Deeds
  /** Why there are no slices. */
  readonly missing: string | undefined
  readonly slices: readonly RoundSlice[]
}

/** Slices that count: a slice with faults says nothing. */
export function soundSlices({ slices }: Result): readonly RoundSlice[] {
  return slices.filter(({ faults }) => faults.length === 0)
}

export function spreadIn(
  result: Result,
  figure: (slice: RoundSlice) => number | undefined,
): Spread | undefined {
  return spreadOf(soundSlices(result).flatMap((slice) => figure(slice) ?? []))
}

/** A contender that Gatehouse is held against. */
export interface Target {
  readonly base: string
  /** What the project has promised: not done below the floor. Absent where the ratio only tells something. */
  readonly promise?: { readonly floor: number; readonly goal: number }
}

export const TARGETS: readonly Target[] = [
  { base: 'haproxy log', promise: { floor: 0.75, goal: 1 } },
  { base: 'nginx', promise: { floor: 0.25, goal: 0.33 } },
  { base: 'apache', promise: { floor: 2, goal: 3 } },
  { base: 'node' },
  { base: 'fastify', promise: { floor: 2, goal: 3 } },
  { base: 'express', promise: { floor: 6, goal: 10 } },
  { base: 'express pem' },
  { base: 'ace', promise: { floor: 40, goal: 60 } },
]

/** CPU time of the base for each call, by ours with all that it caught up on later. */
export function costRatio(base: Result, ours: Result): Spread | undefined {
  return spreadOf(
    pairedRatios(
      byRound(base, ({ cpuUs }) => cpuUs),
      byRound(ours, caughtUp),
    ),
  )
}

/** Calls in a second of ours, by those of the base. */
export function speedRatio(base: Result, ours: Result): Spread | undefined {
  const perCall = ({ perSecond }: RoundSlice) => 1 / perSecond
  return spreadOf(pairedRatios(byRound(base, perCall), byRound(ours, perCall)))
}

const caughtUp = ({ cpuUsCaughtUp }: RoundSlice) => cpuUsCaughtUp

function byRound(
  result: Result,
  figure: (slice: RoundSlice) => number | undefined,
): ReadonlyMap<number, number> {
  const pairs = soundSlices(result).flatMap((slice): [number, number][] => {
    const value = figure(slice)
    return value === undefined ? [] : [[slice.round, value]]
  })
  return new Map(pairs)
}
