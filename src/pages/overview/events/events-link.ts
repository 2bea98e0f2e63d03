import type { EventFilter } from '../../../audit/audit-reader.ts'
import { filterTexts } from '../../../audit/event-filter.ts'

/** Something that opens the events behind it. */
export interface EventsLink {
  readonly text: string
  /** What is said after it to who does not see what stands around. */
  readonly about: string
  readonly action: string
  /** The filter, as the button sends it: JSON. */
  readonly vals: string
}

/** @param root path of the pages' door */
export function createEventsLink(root: string) {
  return (text: string, about: string, filter: EventFilter): EventsLink => ({
    text,
    about,
    action: `${root}/overview/events`,
    vals: JSON.stringify(filterTexts(filter)),
  })
}

export type PresentEventsLink = ReturnType<typeof createEventsLink>
