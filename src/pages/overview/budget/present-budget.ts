import type { Span } from '../../../audit/audit-reader.ts'
import type { BudgetState } from '../../../policy/budget/budget-state.ts'
import type { Pause } from '../../../policy/budget/pauses.ts'
import type { Tenant } from '../../../tenants/tenant.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import type { PagesDeps } from '../../page-room.ts'
import { wordsOf } from '../../product-words.ts'
import { callerWords, knownNames, type KnownNames } from '../events/caller-words.ts'
import { createEventsLink, type EventsLink, type PresentEventsLink } from '../events/events-link.ts'

/** What is left of the product's own quota, for the overview. */
export interface BudgetModel {
  readonly productName: string
  /** What is left; absent while the product has not said. */
  readonly left: LeftModel | undefined
  readonly pauses: readonly PauseModel[]
  readonly hasPauses: boolean
  readonly callers: readonly {
    readonly name: string
    readonly points: string
    /** None of those who are only counted together: no filter has just their calls. */
    readonly link: EventsLink | undefined
  }[]
  readonly hasCallers: boolean
}

interface LeftModel {
  readonly words: string
  readonly percent: string
  /** Of the bar, which is 100 wide: how much is there, and where the reserve begins. */
  readonly width: string
  readonly reserveAt: string | undefined
  readonly reserveWords: string | undefined
  readonly isLow: boolean
  readonly ends: Moment
}

interface PauseModel {
  readonly says: string
  readonly ends: Moment
}

export type BudgetDeps = Pick<PagesDeps, 'budget' | 'tokens' | 'policies' | 'clock'>

const HOUR_MS = 3_600_000
/** As the budget calls those whom it counts as one. */
const OTHERS = 'others'

/** @param root path of the pages' door */
export async function presentBudget(
  deps: BudgetDeps,
  tenant: Tenant,
  root: string,
): Promise<BudgetModel> {
  const state = deps.budget.state(tenant.id)
  const names = await knownNames(deps, tenant.id)
  const now = deps.clock.now()
  const reserve = names.document.limits.budget?.reservePercent
  const resetsAt = state.quota?.resetsAt ?? now
  const view = {
    names,
    // Of the same hour as the points.
    span: { from: resetsAt - HOUR_MS, to: now + 1 },
    link: createEventsLink(root),
  }
  return {
    productName: wordsOf(tenant.product).name,
    left: state.quota && presentLeft(state.quota, reserve, now),
    pauses: state.pauses.map((pause) => presentPause(pause, now)),
    hasPauses: state.pauses.length > 0,
    callers: state.callers.map((caller) => presentCaller(caller, view)),
    hasCallers: state.callers.length > 0,
  }
}

function presentLeft(
  { limit, remaining, resetsAt, isLow }: NonNullable<BudgetState['quota']>,
  reserve: number | undefined,
  now: number,
): LeftModel {
  const part = limit === 0 ? 0 : Math.min(100, (remaining / limit) * 100)
  const hasReserve = reserve !== undefined && reserve > 0
  return {
    words: `${pointsWords(remaining)} of ${pointsWords(limit)} points`,
    percent: `${String(Math.floor(part))} %`,
    width: part.toFixed(1),
    reserveAt: hasReserve ? String(reserve) : undefined,
    reserveWords: hasReserve
      ? `The mark shows the last ${String(reserve)} %, in which no caller has more than its share.`
      : undefined,
    isLow,
    ends: momentOf(resetsAt, now),
  }
}

function presentPause({ scope, of, reason, until }: Pause, now: number): PauseModel {
  const says = {
    quota: 'All calls are held back: the product says that its quota is used up.',
    burst: `Calls of ${of} are held back: the product says that there were too many at once.`,
    issue: `Writes to the issue ${of} are held back: the product says that there were too many at once.`,
  }[scope]
  return {
    says: reason === undefined ? says : `${says} Its word for it is ${reason}.`,
    ends: momentOf(until, now),
  }
}

function presentCaller(
  caller: BudgetState['callers'][number],
  { names, span, link }: { names: KnownNames; span: Span; link: PresentEventsLink },
) {
  const count = Math.ceil(caller.points)
  const points = count === 1 ? 'about 1 point' : `about ${pointsWords(count)} points`
  if (caller.caller === OTHERS) {
    return { name: 'All further callers together', points, link: undefined }
  }
  const name = callerWords(caller, names)
  const filter = { what: 'calls', caller: caller.caller, span } as const
  return { name, points, link: link(points, `: calls of ${name} in this hour`, filter) }
}

function pointsWords(points: number): string {
  return Math.floor(points).toLocaleString('en-GB')
}
