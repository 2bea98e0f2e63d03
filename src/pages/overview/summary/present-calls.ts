import type { CallCounts, EventFilter, Span } from '../../../audit/audit-reader.ts'
import { presentChart, totalOf, type ChartModel } from '../../chart.ts'
import { numberWords } from '../../number-words.ts'
import type { EventsLink, PresentEventsLink } from '../events/events-link.ts'
import type { Period } from './period.ts'

const ENDED = ['answered', 'refused', 'failed'] as const

interface Figure {
  readonly label: string
  readonly link: EventsLink
}

export interface CallsModel {
  readonly figures: readonly Figure[]
  readonly chart: ChartModel
  /** The drawing as a table; steps without a call are left out. */
  readonly rows: readonly {
    readonly when: string
    readonly cells: readonly { readonly link: EventsLink | undefined }[]
  }[]
}

/** Calls by how they ended: as figures, as a drawing and as a table. */
export function presentCalls(
  counts: readonly CallCounts[],
  { period, span, link }: { period: Period; span: Span; link: PresentEventsLink },
): CallsModel {
  const sum = (of: (step: CallCounts) => number) => counts.reduce((all, step) => all + of(step), 0)
  const { stepMs, tick, label } = period
  const figure = (count: number, ended: string, filter: EventFilter) =>
    link(numberWords(count), `${count === 1 ? 'call' : 'calls'}${ended}`, filter)
  return {
    figures: [
      {
        label: 'Calls',
        link: figure(sum(totalOf), '', { what: 'calls', span }),
      },
      ...ENDED.map((ended) => ({
        label: FIGURE_WORDS[ended],
        link: figure(
          sum((step) => step[ended]),
          ` ${ended}`,
          { ended, span },
        ),
      })),
    ],
    chart: presentChart({
      id: 'calls-chart',
      title: `Calls in the last ${label}`,
      ...{ counts, span, stepMs, tick },
    }),
    rows: counts.map((step) => ({
      when: tick(step.at),
      cells: ENDED.map((ended) => {
        const own = { from: step.at, to: step.at + stepMs }
        const about = `${ended}, ${tick(step.at)}`
        const isAny = step[ended] > 0
        return {
          link: isAny ? link(numberWords(step[ended]), about, { ended, span: own }) : undefined,
        }
      }),
    })),
  }
}

const FIGURE_WORDS = {
  answered: 'Answered',
  refused: 'Refused by the rules',
  failed: 'Without a whole answer',
}
