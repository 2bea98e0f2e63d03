import type { PagesDeps, PageTools } from '../page-room.ts'
import { createTabbedPage, type TabbedPage } from '../tabbed-page.ts'
import { createAccessTab } from './access/access-tab.ts'
import { createGroupsTab } from './groups/groups-tab.ts'
import { createLimitsTab } from './limits/limits-tab.ts'
import { createNetworksTab } from './networks/networks-tab.ts'
import { createRecordTab } from './record/record-tab.ts'
import { createSwitchesTab } from './switches/switches-tab.ts'
import { createTokensTab } from './tokens/tokens-tab.ts'
import { createVersionsTab } from './versions/versions-tab.ts'

/** The page for administrators about all that is decided for their tenant, a tab for each part. */
export function createRulesPage(deps: PagesDeps, tools: PageTools): TabbedPage {
  return createTabbedPage(deps, tools, {
    id: 'rules',
    title: 'Gatehouse rules',
    label: 'Parts of the rules',
    tabs: {
      access: createAccessTab,
      groups: createGroupsTab,
      networks: createNetworksTab,
      limits: createLimitsTab,
      tokens: createTokensTab,
      switches: createSwitchesTab,
      record: createRecordTab,
      versions: createVersionsTab,
    },
  })
}
