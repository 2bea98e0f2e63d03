import type { Span } from '../audit/audit-reader.ts'
import type { Person } from '../identity/person.ts'
import { presentChart, totalOf, type ChartModel } from './chart.ts'
import { momentOf, type Moment } from './date-words.ts'
import { numberWords } from './number-words.ts'
import { callEnd } from './overview/events/call-words.ts'
import { callerWords, knownNames } from './overview/events/caller-words.ts'
import { createParts } from './overview/summary/parts.ts'
import { periodIn, spanOf } from './overview/summary/period.ts'
import type { PagesDeps } from './page-room.ts'

/** What programs did in one person's name, as that person sees it. */
export interface OwnUsageModel {
  /** Names of what could not be read. */
  readonly unread: string | undefined
  readonly isEmpty: boolean
  readonly total: string
  readonly chart: ChartModel | undefined
  /** The drawing as a table. */
  readonly steps: readonly {
    readonly when: string
    readonly answered: string
    readonly refused: string
    readonly failed: string
  }[]
  readonly refusals: readonly OwnRefusal[]
}

interface OwnRefusal {
  readonly when: Moment
  readonly what: string
  readonly who: string
  readonly why: readonly string[]
  /** What an administrator finds it by. */
  readonly requestId: string
}

const REFUSALS_SHOWN = 5
const PATIENCE_MS = 3_000

/** The calls of the last 30 days that this person answers for, and nobody else's. */
export async function presentOwnUsage(
  deps: Pick<PagesDeps, 'reader' | 'tokens' | 'policies' | 'clock' | 'log'>,
  { tenant, accountId }: Person,
): Promise<OwnUsageModel> {
  const now = deps.clock.now()
  const period = periodIn('30d')
  const { stepMs, tick } = period
  const span = spanOf(period, now)
  const parts = createParts(deps.log, PATIENCE_MS)
  const [counts, refusals] = await Promise.all([
    parts.read('how many calls there were', () =>
      deps.reader.callsOverTime(tenant.id, span, stepMs, { accountId }),
    ),
    parts.read('what was refused', () => ownRefusals(deps, { tenant, accountId }, span)),
  ])
  const steps = counts?.value ?? []
  const unread = parts.unread()
  const total = steps.reduce((sum, step) => sum + totalOf(step), 0)
  return {
    unread: unread.length === 0 ? undefined : unread.join(', '),
    isEmpty: counts !== undefined && total === 0,
    total: numberWords(total),
    chart:
      total === 0
        ? undefined
        : presentChart({
            id: 'own-chart',
            title: 'Calls of your programs in the last 30 days',
            ...{ counts: steps, span, stepMs, tick },
          }),
    steps: steps.map((step) => ({
      when: tick(step.at),
      answered: numberWords(step.answered),
      refused: numberWords(step.refused),
      failed: numberWords(step.failed),
    })),
    refusals: refusals?.value ?? [],
  }
}

async function ownRefusals(
  deps: Pick<PagesDeps, 'reader' | 'tokens' | 'policies' | 'clock'>,
  { tenant, accountId }: Person,
  span: Span,
): Promise<readonly OwnRefusal[]> {
  const filter = { accountId, ended: 'refused', span } as const
  const [found, names] = await Promise.all([
    deps.reader.search(tenant.id, filter, { limit: REFUSALS_SHOWN }),
    knownNames(deps, tenant.id, accountId),
  ])
  const now = deps.clock.now()
  return found.flatMap((event) => {
    if (event.kind !== 'call') return []
    // What rules in shadow would have done is for administrators.
    const { why } = callEnd({ ...event, shadows: undefined }, names.document)
    return [
      {
        when: momentOf(event.at, now),
        what: `${event.method} ${event.path}`,
        who: callerWords({ ...event, caller: event.caller ?? '' }, names),
        why,
        requestId: event.requestId,
      },
    ]
  })
}
