import type { CallCompletion, ChangeEvent, RecordedEvent } from '../../../audit/audit-event.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import { durationWords } from '../../number-words.ts'
import { callEnd, type RecordedCall } from './call-words.ts'
import { callerWords, type KnownNames } from './caller-words.ts'
import { actorWords, changeDetail, CHANGE_WORDS } from './change-words.ts'
import { eventFacts, type EventFact } from './event-facts.ts'
import type { EventsLink, PresentEventsLink } from './events-link.ts'

/** One event as a line that can be read, with all of it in a fold. */
export interface EventRow {
  readonly id: string
  readonly when: Moment
  readonly who: string | undefined
  readonly account: string | undefined
  readonly what: string
  /** What is called is shown as it is typed; what happened, as a sentence. */
  readonly isCode: boolean
  readonly detail: string | undefined
  readonly end: { readonly word: string; readonly tone: string } | undefined
  readonly took: string | undefined
  readonly why: readonly string[]
  readonly facts: readonly EventFact[]
  /** Of a call: what opens its explanation. */
  readonly explain: { readonly action: string; readonly vals: string } | undefined
  /** Of a call whose caller is known: all of this caller. */
  readonly sameCaller: EventsLink | undefined
}

export interface EventView {
  readonly names: KnownNames
  readonly now: number
  readonly productName: string
  readonly link: PresentEventsLink
  readonly explainAction: string
}

export function presentEvent(event: RecordedEvent, view: EventView): EventRow {
  const common = {
    id: event.id,
    when: momentOf(event.at, view.now),
    facts: eventFacts(event),
  }
  return event.kind === 'call'
    ? { ...common, ...presentCall(event, view) }
    : { ...common, ...presentChange(event, view) }
}

type Shown = Omit<EventRow, 'id' | 'when' | 'facts'>

function presentCall(call: RecordedCall, view: EventView): Shown {
  const { caller, accountId, completion, method, path } = call
  const { word, tone, why } = callEnd(call, view.names.document)
  return {
    who: callerWords({ ...call, caller: caller ?? '' }, view.names),
    account: accountId,
    what: `${method} ${path}`,
    isCode: true,
    detail: call.detail,
    end: { word, tone },
    took: completion && tookWords(completion, view.productName),
    why,
    explain: { action: view.explainAction, vals: JSON.stringify({ id: call.id }) },
    sameCaller:
      caller === undefined
        ? undefined
        : view.link('Only this caller', 'in the list of events', { caller }),
  }
}

function tookWords({ durationMs, upstreamMs }: CallCompletion, productName: string): string {
  const whole = durationWords(durationMs)
  return upstreamMs === undefined
    ? whole
    : `${whole}, of which ${productName} ${durationWords(upstreamMs)}`
}

function presentChange(change: ChangeEvent, { productName }: EventView): Shown {
  const who = actorWords(change.actor, productName)
  return {
    who,
    account: who === undefined ? change.actor : undefined,
    what: CHANGE_WORDS[change.kind],
    isCode: false,
    detail: changeDetail(change),
    end: undefined,
    took: undefined,
    why: [],
    explain: undefined,
    sameCaller: undefined,
  }
}
