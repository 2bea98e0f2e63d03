import type { CallerCount, Span } from '../../../audit/audit-reader.ts'
import { callWords, numberWords } from '../../number-words.ts'
import { callerWords, type KnownNames } from '../events/caller-words.ts'
import type { EventsLink, PresentEventsLink } from '../events/events-link.ts'

/** Calls whose author in the product is the app, and who really made them. */
export interface AsAppModel {
  readonly all: EventsLink
  readonly callers: readonly {
    readonly who: string
    readonly account: string | undefined
    readonly calls: EventsLink
  }[]
}

/** Undefined where there was no such call. */
export function presentAsApp(
  { calls, callers }: { readonly calls: number; readonly callers: readonly CallerCount[] },
  names: KnownNames,
  { span, link }: { readonly span: Span; readonly link: PresentEventsLink },
): AsAppModel | undefined {
  if (calls === 0) return undefined
  const filter = { shownAs: 'app', span } as const
  return {
    all: link(callWords(calls), 'that the product shows as the app’s', filter),
    callers: callers.map((each) => {
      const who = callerWords(each, names)
      const about = `calls of ${who} that the product shows as the app’s`
      return {
        who,
        account: each.accountId,
        calls: link(numberWords(each.calls), about, { ...filter, caller: each.caller }),
      }
    }),
  }
}
