import type { LastUse, Span } from '../../../audit/audit-reader.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import { callWords, numberWords } from '../../number-words.ts'
import { callerWords, type KnownNames } from '../events/caller-words.ts'
import type { EventsLink, PresentEventsLink } from '../events/events-link.ts'

/** A table that fits a page; the management API lists all. */
const OPERATIONS_MAX = 12
const CALLERS_MAX = 6

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Where callers and operations meet: how often, and how long ago. */
interface UseCell {
  /** Undefined where this caller did not use this operation. */
  readonly link: EventsLink | undefined
  readonly last: Moment | undefined
  /** The more recent, the stronger it is drawn. */
  readonly level: 'hour' | 'day' | 'week' | 'older' | 'none'
}

export interface LastUsesModel {
  readonly callers: readonly { readonly who: string; readonly account: string | undefined }[]
  readonly rows: readonly {
    readonly method: string
    readonly operation: string
    readonly last: Moment
    readonly cells: readonly UseCell[]
  }[]
  /** What the table leaves out, in words; undefined where nothing is. */
  readonly rest: string | undefined
}

/** The map of last use: operations by how often they were used, beside those who used them most. */
export function presentLastUses(
  uses: readonly LastUse[],
  names: KnownNames,
  { span, now, link }: { span: Span; now: number; link: PresentEventsLink },
): LastUsesModel {
  const operations = mostUsed(uses, ({ method, operation }) => `${method} ${operation}`)
  const callers = mostUsed(uses, ({ caller }) => caller)
  const shownCallers = callers.slice(0, CALLERS_MAX)
  const wordsOf = (use: LastUse | undefined) => (use === undefined ? '' : callerWords(use, names))

  const cellOf = (use: LastUse | undefined): UseCell => {
    if (use === undefined) return { link: undefined, last: undefined, level: 'none' }
    const { caller, method, operation, calls, lastAt } = use
    const last = momentOf(lastAt, now)
    const what = callWords(calls).replace(/^\S+ /, '')
    const about = `${what} of ${method} ${operation} by ${wordsOf(use)}, the last ${last.distance}`
    const filter = { caller, method, operation, ended: 'answered', span } as const
    return { link: link(numberWords(calls), about, filter), last, level: levelOf(now - lastAt) }
  }
  return {
    callers: shownCallers.map(([first]) => ({ who: wordsOf(first), account: first?.accountId })),
    rows: operations.slice(0, OPERATIONS_MAX).map((own) => ({
      method: own[0]?.method ?? '',
      operation: own[0]?.operation ?? '',
      last: momentOf(Math.max(...own.map(({ lastAt }) => lastAt)), now),
      cells: shownCallers.map(([first]) =>
        cellOf(own.find(({ caller }) => caller === first?.caller)),
      ),
    })),
    rest: restWords(operations.length - OPERATIONS_MAX, callers.length - CALLERS_MAX),
  }
}

function mostUsed(uses: readonly LastUse[], nameOf: (use: LastUse) => string): LastUse[][] {
  const groups = new Map<string, LastUse[]>()
  for (const use of uses) {
    const own = groups.get(nameOf(use))
    if (own === undefined) groups.set(nameOf(use), [use])
    else own.push(use)
  }
  const calls = (own: readonly LastUse[]) => own.reduce((sum, use) => sum + use.calls, 0)
  return [...groups.values()].sort((a, b) => calls(b) - calls(a))
}

function levelOf(agoMs: number): UseCell['level'] {
  if (agoMs < HOUR_MS) return 'hour'
  if (agoMs < DAY_MS) return 'day'
  return agoMs < 7 * DAY_MS ? 'week' : 'older'
}

function restWords(operations: number, callers: number): string | undefined {
  const parts = [
    ...(operations > 0 ? [`${numberWords(operations)} more operations`] : []),
    ...(callers > 0 ? [`${numberWords(callers)} more callers`] : []),
  ]
  return parts.length === 0 ? undefined : parts.join(' and ')
}
