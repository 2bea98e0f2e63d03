import type { Person } from '../../../identity/person.ts'
import type { PagesDeps } from '../../page-room.ts'
import { wordsOf } from '../../product-words.ts'
import type { QuestionModel } from '../present-question.ts'
import type { BypassFormModel } from './present-bypass-form.ts'
import { presentBypasses, type BypassListModel } from './present-bypasses.ts'
import type { ResourceFormModel } from './present-resource-form.ts'
import { presentResources, type ResourceListModel, type RuleFocus } from './present-resources.ts'
import { presentStarterSets, type StarterSetsModel } from './present-starter-sets.ts'

/** What the tab shows: what there is, or one form instead. */
interface AccessPanelModel {
  readonly list:
    | {
        readonly resources: ResourceListModel
        readonly starters: StarterSetsModel
        readonly bypasses: BypassListModel
      }
    | undefined
  readonly rule: ResourceFormModel | undefined
  readonly bypass: BypassFormModel | undefined
  /** What is asked above the list. */
  readonly question?: QuestionModel
}

export interface AccessPanel {
  /** As it is stored at this moment. @param focus the button to go on with */
  list(admin: Person, focus?: RuleFocus): Promise<AccessPanelModel>
  /** The list, with a question about what was to be done in it. */
  asking(admin: Person, question: QuestionModel): Promise<AccessPanelModel>
  form(
    shown: { readonly rule: ResourceFormModel } | { readonly bypass: BypassFormModel },
  ): AccessPanelModel
}

const DAYS_30_MS = 30 * 24 * 60 * 60 * 1_000

/** @param actions path of the tab, that the paths of its actions are added to */
export function createAccessPanel(deps: PagesDeps, actions: string): AccessPanel {
  const { policies, audit, clock, product } = deps
  async function list({ tenant }: Person, focus?: RuleFocus): Promise<AccessPanelModel> {
    const now = clock.now()
    const [{ document }, shadowHits, bypassHits] = await Promise.all([
      policies.read(tenant.id),
      audit.shadowHits(tenant.id, now - DAYS_30_MS),
      audit.bypassHits(tenant.id, now - DAYS_30_MS),
    ])
    const shown = {
      resources: presentResources(document, shadowHits, `${actions}/resources`, now, focus),
      starters: presentStarterSets(document, product, `${actions}/starters`),
      bypasses: presentBypasses(document.bypasses, {
        hits: bypassHits,
        now,
        actions: `${actions}/bypasses`,
        words: wordsOf(product),
      }),
    }
    return { list: shown, rule: undefined, bypass: undefined }
  }

  return {
    list,
    asking: async (admin, question) => ({ ...(await list(admin)), question }),
    form: (shown) => ({ list: undefined, rule: undefined, bypass: undefined, ...shown }),
  }
}
