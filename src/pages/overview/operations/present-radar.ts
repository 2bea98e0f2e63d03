import type { DeprecatedUse, Span } from '../../../audit/audit-reader.ts'
import { operationFor } from '../../../policy/catalogue/catalogue.ts'
import type { Product } from '../../../tenants/tenant.ts'
import { counted } from '../../counted.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import { wordsOf } from '../../product-words.ts'
import { callerWords, type KnownNames } from '../events/caller-words.ts'
import type { EventsLink, PresentEventsLink } from '../events/events-link.ts'
import { goesAwayWords } from './sunset-words.ts'

/** More callers than anybody asks to change their programs in one go. */
const ROWS_MAX = 100

export interface RadarModel {
  readonly isEmpty: boolean
  readonly says: string
  readonly rows: readonly RadarRow[]
  /** Where the product tells who somebody is, for the page's script. */
  readonly personPath: string
}

interface RadarRow {
  readonly caller: string
  /** Who answers for the calls. */
  readonly account: string | undefined
  readonly method: string
  readonly operation: string
  readonly title: string | undefined
  readonly goesAway: string
  /** The number of calls, which opens them. */
  readonly calls: EventsLink
  readonly last: Moment
}

export interface RadarView {
  readonly product: Product
  readonly span: Span
  readonly now: number
  readonly known: KnownNames
  readonly linkTo: PresentEventsLink
}

export function presentRadar(uses: readonly DeprecatedUse[], view: RadarView): RadarModel {
  const callers = new Set(uses.map(({ caller }) => caller)).size
  const cut =
    uses.length > ROWS_MAX ? ` The ${String(ROWS_MAX)} with the most calls are shown.` : ''
  return {
    isEmpty: uses.length === 0,
    says: `In the last 30 days ${counted(callers, 'caller')} used what is to be taken away.${cut}`,
    rows: uses.slice(0, ROWS_MAX).map((use) => rowOf(use, view)),
    personPath: wordsOf(view.product).personPath,
  }
}

function rowOf(use: DeprecatedUse, { product, span, now, known, linkTo }: RadarView): RadarRow {
  const { caller, method, operation } = use
  const words = callerWords(use, known)
  const filter = { what: 'calls', caller, method, operation, span } as const
  return {
    caller: words,
    account: use.accountId,
    method,
    operation,
    title: operationFor({ product, method, path: operation })?.title,
    goesAway: goesAwayWords(use.deprecation),
    calls: linkTo(counted(use.calls, 'call'), `of ${method} ${operation} by ${words}`, filter),
    last: momentOf(use.lastAt, now),
  }
}
