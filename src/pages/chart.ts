import type { CallCounts } from '../audit/audit-reader.ts'
import { numberWords } from './number-words.ts'

type ChartKind = 'answered' | 'refused' | 'failed'

/** From below to above, as the bars are stacked. */
const KINDS: readonly ChartKind[] = ['answered', 'refused', 'failed']
const LABELS: Readonly<Record<ChartKind, string>> = {
  answered: 'Answered',
  refused: 'Refused',
  failed: 'Failed',
}

const HEIGHT = 100
const STEP_WIDTH = 10
const BAR_WIDTH = 7

interface ChartBar {
  readonly x: number
  /** What is told where the pointer rests. */
  readonly says: string
  readonly parts: readonly {
    readonly kind: ChartKind
    readonly y: number
    readonly height: number
  }[]
}

/** Bars of calls over time, as they are drawn. Sizes are those of a drawing that is stretched. */
export interface ChartModel {
  /** What its ids begin with. */
  readonly id: string
  readonly title: string
  /** The drawing in a sentence, for who does not see it. */
  readonly says: string
  readonly width: number
  readonly height: number
  readonly stepWidth: number
  readonly barWidth: number
  readonly bars: readonly ChartBar[]
  readonly most: string
  readonly half: string | undefined
  readonly ticks: readonly string[]
  readonly legend: readonly {
    readonly kind: ChartKind
    readonly label: string
    readonly pattern: string
  }[]
  /** Attribute that fills a part of a bar, by its kind. */
  readonly fills: Readonly<Record<ChartKind, string>>
}

export interface ChartView {
  readonly id: string
  readonly title: string
  readonly counts: readonly CallCounts[]
  /** Beginning of the first step and end of the last, at multiples of `stepMs`. */
  readonly span: { readonly from: number; readonly to: number }
  readonly stepMs: number
  /** @param at the beginning of a step */
  readonly tick: (at: number) => string
}

export function presentChart({ id, title, counts, span, stepMs, tick }: ChartView): ChartModel {
  const byStep = new Map(counts.map((each) => [each.at, each]))
  const count = Math.round((span.to - span.from) / stepMs)
  const steps = Array.from({ length: count }, (_, at) => {
    const begin = span.from + at * stepMs
    return byStep.get(begin) ?? { at: begin, answered: 0, refused: 0, failed: 0 }
  })
  const top = niceTop(Math.max(1, ...steps.map(totalOf)))
  const pattern = (kind: ChartKind) => `url(#${id}-${kind})`
  return {
    id,
    title,
    says: saysOf(steps, tick),
    width: count * STEP_WIDTH,
    height: HEIGHT,
    stepWidth: STEP_WIDTH,
    barWidth: BAR_WIDTH,
    bars: steps.map((step, at) => barOf(step, at * STEP_WIDTH, top, tick(step.at))),
    most: numberWords(top),
    half: top % 2 === 0 ? numberWords(top / 2) : undefined,
    ticks: [0, Math.floor(count / 2), count - 1].map((at) => tick(span.from + at * stepMs)),
    legend: KINDS.map((kind) => ({ kind, label: LABELS[kind], pattern: pattern(kind) })),
    fills: {
      answered: pattern('answered'),
      refused: pattern('refused'),
      failed: pattern('failed'),
    },
  }
}

export function totalOf({ answered, refused, failed }: CallCounts): number {
  return answered + refused + failed
}

function barOf(step: CallCounts, x: number, top: number, when: string): ChartBar {
  let y = HEIGHT
  const parts = KINDS.filter((kind) => step[kind] > 0).map((kind) => {
    const height = (step[kind] / top) * HEIGHT
    y -= height
    return { kind, y: rounded(y), height: rounded(height) }
  })
  const told = KINDS.map((kind) => `${numberWords(step[kind])} ${kind}`)
  return { x, says: `${when}: ${told.join(', ')}`, parts }
}

function rounded(size: number): number {
  return Math.round(size * 100) / 100
}

/** The next of 1, 2, 4, 6, 8, 10, 20, 40, …: its half is whole, but that of 1. */
function niceTop(most: number): number {
  const decade = 10 ** Math.floor(Math.log10(most))
  return (
    [1, 2, 4, 6, 8, 10].map((each) => each * decade).find((each) => each >= most) ?? 10 * decade
  )
}

function saysOf(steps: readonly CallCounts[], tick: (at: number) => string): string {
  const sum = (kind: ChartKind) => numberWords(steps.reduce((all, step) => all + step[kind], 0))
  const busiest = steps.reduce<CallCounts | undefined>(
    (most, step) => (totalOf(step) > (most === undefined ? 0 : totalOf(most)) ? step : most),
    undefined,
  )
  const totals = `${sum('answered')} answered, ${sum('refused')} refused, ${sum('failed')} failed.`
  if (busiest === undefined) return totals
  return `${totals} Most at ${tick(busiest.at)}: ${numberWords(totalOf(busiest))}.`
}
