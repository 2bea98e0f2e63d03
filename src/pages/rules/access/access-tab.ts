import type { PagesDeps } from '../../page-room.ts'
import type { PageTab, TabTools } from '../../page-tab.ts'
import { createAccessPanel } from './access-panel.ts'
import { createBypassEditor } from './bypass-editor.ts'
import { createBypassList } from './bypass-list.ts'
import { createResourceEditor } from './resource-editor.ts'
import { createResourceList } from './resource-list.ts'
import { createResourceQuestions } from './resource-questions.ts'

/** What of the product can be called, by whom; and the calls that go past these rules. */
export function createAccessTab(deps: PagesDeps, tools: TabTools): PageTab {
  const panel = createAccessPanel(deps, tools.actions)
  return {
    id: 'access',
    title: 'Access rules',
    present: (admin) => panel.list(admin),
    actions: [
      ...createResourceEditor(deps, tools, panel),
      ...createResourceList(deps, tools, panel),
      ...createResourceQuestions(deps, tools),
      ...createBypassEditor(deps, tools, panel),
      ...createBypassList(deps, tools, panel),
    ],
  }
}
