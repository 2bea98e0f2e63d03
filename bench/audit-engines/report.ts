import { spreadOf } from '../gateway/figures.ts'
import { textTable } from '../gateway/text-table.ts'
import type { Slice } from './slice.ts'

export interface Result {
  readonly engine: string
  readonly promise: string
  readonly eventsACommit: number
  /** One for each round. */
  readonly slices: readonly Slice[]
}

const HEAD = ['', 'CPU µs an event', 'events/s', 'commit p50 ms', 'commit p99 ms']

/** A table for each size of a commit: medians over the rounds, with what a tenth and nine tenths stay below. */
export function resultLines(results: readonly Result[]): string[] {
  const sizes = [...new Set(results.map(({ eventsACommit }) => eventsACommit))]
  return sizes.flatMap((size) => [
    '',
    `${size} events a commit`,
    ...textTable(HEAD, results.filter(({ eventsACommit }) => eventsACommit === size).map(rowOf)),
  ])
}

export function promiseLines(results: readonly Result[]): string[] {
  return [...new Set(results.map(({ engine, promise }) => `${engine}: ${promise}`))]
}

function rowOf({ engine, slices }: Result): string[] {
  const figure = (of: (slice: Slice) => number, digits: number) => {
    const spread = spreadOf(slices.map(of))
    if (spread === undefined) return '–'
    const [low, middle, high] = [spread.p10, spread.median, spread.p90].map((each) =>
      each.toFixed(digits),
    )
    return `${middle} (${low}–${high})`
  }
  return [
    engine,
    figure(({ cpuUsPerEvent }) => cpuUsPerEvent, 1),
    figure(({ eventsPerSecond }) => eventsPerSecond, 0),
    figure(({ p50Ms }) => p50Ms, 2),
    figure(({ p99Ms }) => p99Ms, 2),
  ]
}
