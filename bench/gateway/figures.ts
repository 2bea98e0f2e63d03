/** A middle with how far it is from sure: what a tenth and nine tenths of the values stay below. */
export interface Spread {
  readonly p10: number
  readonly median: number
  readonly p90: number
  readonly count: number
}

/** Undefined for no values at all. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined
  const sorted = values.toSorted((one, other) => one - other)
  const [p10, median, p90] = [0.1, 0.5, 0.9].map((part) => quantile(sorted, part))
  return { p10: Number(p10), median: Number(median), p90: Number(p90), count: values.length }
}

/**
 * How many times the base's cost is ours, round by round: what a busy machine does to a round it does to
 * both. Rounds that one of them lacks are left out.
 */
export function pairedRatios(
  base: ReadonlyMap<number, number>,
  ours: ReadonlyMap<number, number>,
): readonly number[] {
  return [...ours].flatMap(([round, own]) => {
    const other = base.get(round)
    return other === undefined || own === 0 ? [] : [other / own]
  })
}

// Between two values in proportion, so that the median of an even count is their mean.
function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part
  const [low, high] = [
    sorted[Math.floor(place)] ?? Number.NaN,
    sorted[Math.ceil(place)] ?? Number.NaN,
  ]
  return low + (high - low) * (place - Math.floor(place))
}
