import type { Request, Response } from 'express'
import type { EventFilter, EventPlace } from '../../../audit/audit-reader.ts'
import {
  eventPlaceText,
  FILTER_NAMES,
  filterTexts,
  readEventFilter,
  readEventPlace,
  type FilterTexts,
} from '../../../audit/event-filter.ts'
import type { Person } from '../../../identity/person.ts'
import type { Fault } from '../../../lib/fault.ts'
import { adminOf } from '../../admin-of.ts'
import type { PagesDeps } from '../../page-room.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { wordsOf } from '../../product-words.ts'
import { sentForm } from '../../rules/sent-form.ts'
import { knownNames } from './caller-words.ts'
import { createEventsLink } from './events-link.ts'
import { presentEvent, type EventRow } from './present-event.ts'
import { presentExport, type ExportModel } from './present-export.ts'
import { presentFilter, type FilterModel } from './present-filter.ts'

interface EventsPanel {
  readonly action: string
  readonly filter: FilterModel
  readonly rows: readonly EventRow[]
  readonly isEmpty: boolean
  /** Nothing is there at all, as opposed to nothing that fits. */
  readonly isNew: boolean
  readonly personPath: string
  /** What the button for older ones sends; undefined where the list ends. */
  readonly older: string | undefined
  readonly newest: string | undefined
  /** Undefined where there is nothing to save. */
  readonly export: ExportModel | undefined
}

interface Asked {
  readonly filter: EventFilter
  readonly sent: FilterTexts
  readonly faults: readonly Fault[]
  readonly before: EventPlace | undefined
}

const PAGE = 50
const NOTHING_ASKED: Asked = { filter: {}, sent: {}, faults: [], before: undefined }

/** The log, event by event. */
export function createEventsTab(deps: PagesDeps, tools: TabTools): PageTab {
  const { reader, clock, product, settings } = deps

  async function panelFor({ tenant }: Person, asked: Asked): Promise<EventsPanel> {
    const { filter, before, faults } = asked
    // One more than is shown, to know whether there are older ones.
    const found =
      faults.length > 0 ? [] : await reader.search(tenant.id, filter, { limit: PAGE + 1, before })
    const shown = found.slice(0, PAGE)
    const last = found.length > PAGE ? shown.at(-1) : undefined
    const view = {
      names: await knownNames(deps, tenant.id),
      now: clock.now(),
      productName: wordsOf(product).name,
      link: createEventsLink(tools.root),
      explainAction: `${tools.root}/overview/explain/ask`,
    }
    const texts = filterTexts(filter)
    return {
      action: tools.actions,
      filter: presentFilter(filter, asked.sent, faults, view.names.document),
      rows: shown.map((event) => presentEvent(event, view)),
      isEmpty: shown.length === 0,
      isNew: Object.keys(filter).length === 0 && faults.length === 0 && before === undefined,
      personPath: wordsOf(product).personPath,
      older: last && JSON.stringify({ ...texts, before: eventPlaceText(last) }),
      newest: before === undefined ? undefined : JSON.stringify(texts),
      export:
        shown.length === 0
          ? undefined
          : presentExport(texts, { baseUrl: settings.baseUrl, day: dayOf(view.now) }),
    }
  }

  async function search(req: Request, res: Response): Promise<void> {
    const admin = await adminOf(deps, req)
    const asked = readAsked(req.body)
    const alert = 'The filter was not understood: please look at what is marked.'
    const told = asked.faults.length > 0 ? { alert } : {}
    await tools.send(res, await panelFor(admin, asked), told)
  }

  return {
    id: 'events',
    title: 'Events',
    present: (admin) => panelFor(admin, NOTHING_ASKED),
    actions: [{ path: '', handle: search }],
  }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function readAsked(body: unknown): Asked {
  const form = sentForm(body)
  const sent: FilterTexts = Object.fromEntries(FILTER_NAMES.map((name) => [name, form.text(name)]))
  return { ...readEventFilter(sent), sent, before: readEventPlace(form.text('before')) }
}
