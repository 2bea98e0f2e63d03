import type { PagesDeps, PageTools } from '../page-room.ts'
import { createTabbedPage, type TabbedPage } from '../tabbed-page.ts'
import { createEventsTab } from './events/events-tab.ts'
import { createExplainTab } from './explain/explain-tab.ts'
import { createSummaryTab } from './summary/summary-tab.ts'
import { createGuardTab } from './guard/guard-tab.ts'
import { createNoticesTab } from './notices/notices-tab.ts'
import { createOperationsTab } from './operations/operations-tab.ts'
import { createShadowTab } from './shadow/shadow-tab.ts'
import { createStreamsTab } from './streams/streams-tab.ts'

/** The page for administrators about what goes on, and why. */
export function createOverviewPage(deps: PagesDeps, tools: PageTools): TabbedPage {
  return createTabbedPage(deps, tools, {
    id: 'overview',
    title: 'Gatehouse overview',
    label: 'Parts of the overview',
    // In this order: summary, events, explain, shadow, operations, guard, notices, streams.
    tabs: {
      summary: createSummaryTab,
      events: createEventsTab,
      explain: createExplainTab,
      shadow: createShadowTab,
      operations: createOperationsTab,
      guard: createGuardTab,
      notices: createNoticesTab,
      streams: createStreamsTab,
    },
  })
}
