/** A logarithmic axis between two powers of ten. */
export interface LogScale {
  /** Powers of ten, the ends included. */
  readonly marks: readonly number[]
  /** 0 at the lower end, 1 at the upper. */
  readonly place: (value: number) => number
}

/** @param values all above zero; the axis has room for each of them */
export function logScale(values: readonly number[]): LogScale {
  const lowest = Math.floor(Math.log10(Math.min(...values)))
  const highest = Math.max(lowest + 1, Math.ceil(Math.log10(Math.max(...values))))
  return {
    marks: Array.from({ length: highest - lowest + 1 }, (_, at) => 10 ** (lowest + at)),
    place: (value) => (Math.log10(value) - lowest) / (highest - lowest),
  }
}

/** 1, 10, 100, 1k, 10k … and 0.1. */
export function markText(value: number): string {
  if (value >= 1_000_000) return `${value / 1_000_000}M`
  return value >= 1_000 ? `${value / 1_000}k` : String(Number(value.toPrecision(1)))
}
