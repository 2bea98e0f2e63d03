import type { Spread } from '../gateway/figures.ts'

/** What is measured at each size, by name. */
export type Figures = Readonly<Record<string, Spread>>

/** One kind of work, and how it grows. */
export interface Series {
  readonly name: string
  readonly title: string
  /** What the sizes count. */
  readonly of: string
  /** Sizes, growing; `full` for those that take many minutes as well. */
  readonly sizes: (full: boolean) => readonly number[]
  /** Unit of each figure. Those in `plotted` are drawn. */
  readonly units: Readonly<Record<string, string>>
  readonly plotted: 'µs' | 'ms'
  /** Builds so much of it, measures, and removes it again. */
  readonly measureAt: (size: number) => Promise<Figures>
}

export interface Growth extends Pick<Series, 'name' | 'title' | 'of' | 'units' | 'plotted'> {
  readonly points: readonly { readonly size: number; readonly figures: Figures }[]
}

/** @param say told how far it is */
export async function growthOf(
  series: Series,
  full: boolean,
  say: (line: string) => void,
): Promise<Growth> {
  const points: Growth['points'][number][] = []
  for (const size of series.sizes(full)) {
    say(`${series.name}: ${size.toLocaleString('en-GB')} ${series.of} …`)
    const before = performance.now()
    points.push({ size, figures: await series.measureAt(size) })
    say(`  took ${((performance.now() - before) / 1_000).toFixed(1)} s`)
  }
  const { name, title, of, units, plotted } = series
  return { name, title, of, units, plotted, points }
}
