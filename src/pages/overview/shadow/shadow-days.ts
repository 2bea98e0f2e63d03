import type { ShadowFinding, Span } from '../../../audit/audit-reader.ts'
import { lazily } from '../../../lib/lazily.ts'
import { callWords, numberWords } from '../../number-words.ts'
import type { EventsLink, PresentEventsLink } from '../events/events-link.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const HEIGHT = 40
const BAR_WIDTH = 8
const STEP = 10

const dayForm = lazily(
  () => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }),
)

/** Calls of one day, as a bar and as a row of a table. */
interface ShadowDay {
  readonly day: string
  readonly label: string
  readonly count: string
  /** Absent on a day without a call. */
  readonly link: EventsLink | undefined
  readonly x: number
  readonly y: number
  readonly height: number
}

/** A bar for each day of the span, the oldest first. */
export interface ShadowDaysModel {
  readonly days: readonly ShadowDay[]
  readonly width: number
  readonly height: number
  readonly barWidth: number
}

/** The last so many days of UTC, today included. */
export function spanOfDays(days: number, now: number): Span {
  const today = Math.floor(now / DAY_MS) * DAY_MS
  return { from: today - (days - 1) * DAY_MS, to: today + DAY_MS }
}

export function presentShadowDays(
  findings: readonly ShadowFinding[],
  shadow: string,
  span: Span,
  link: PresentEventsLink,
): ShadowDaysModel {
  const count = Math.round((span.to - span.from) / DAY_MS)
  const perDay = new Map<string, number>()
  for (const { day, calls } of findings) perDay.set(day, (perDay.get(day) ?? 0) + calls)
  const most = Math.max(1, ...perDay.values())
  const days = Array.from({ length: count }, (_, at): ShadowDay => {
    const from = span.from + at * DAY_MS
    const day = new Date(from).toISOString().slice(0, 10)
    const calls = perDay.get(day) ?? 0
    // One call of thousands is to be seen as well.
    const height = calls === 0 ? 0 : Math.max(2, Math.round((calls / most) * HEIGHT))
    const label = dayForm().format(from)
    const filter = { shadow, span: { from, to: from + DAY_MS } }
    return {
      day,
      label,
      count: callWords(calls),
      link:
        calls === 0
          ? undefined
          : link(numberWords(calls), `calls on ${label}: show the events`, filter),
      x: at * STEP + 1,
      y: HEIGHT - height,
      height,
    }
  })
  return { days, width: count * STEP, height: HEIGHT, barWidth: BAR_WIDTH }
}
