import type { Spread } from '../gateway/figures.ts'
import { textTable } from '../gateway/text-table.ts'
import type { Growth } from './growth.ts'

/** One series for a terminal: a row for each figure, a column for each size. */
export function growthLines({ title, of, units, points }: Growth): string[] {
  const head = [of, ...points.map(({ size }) => size.toLocaleString('en-GB'))]
  const rows = Object.entries(units).map(([figure, unit]) => [
    `${figure}, ${unit}`,
    ...points.map(({ figures }) => cellOf(figures[figure])),
  ])
  return [title, ...textTable(head, rows)]
}

// The median, and what a tenth and nine tenths stay below, where there is more than one value.
function cellOf(spread: Spread | undefined): string {
  if (spread === undefined) return '–'
  const { p10, median, p90, count } = spread
  return count === 1 ? short(median) : `${short(median)} (${short(p10)}–${short(p90)})`
}

/** Three digits that count. */
function short(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toFixed(digits)
}
