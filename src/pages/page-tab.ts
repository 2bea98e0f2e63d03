import type { Response } from 'express'
import type { Person } from '../identity/person.ts'
import type { FormLimits } from './form-body.ts'
import type { PageHandler, PageTools } from './page-room.ts'

/** A form of a tab, at an address below the tab's own. */
export interface TabAction {
  /** As Express writes it: `/save`, `/:ruleId/remove`. */
  readonly path: string
  readonly handle: PageHandler
  /** How much the form may hold, where that is not the usual. */
  readonly limits?: FormLimits
}

/** One part of a page. Each shows itself anew after every change that was made in it. */
export interface PageTab {
  /** In addresses, and the end of its partial's name: `{page}-{id}`. */
  readonly id: string
  readonly title: string
  /** What its partial shows. */
  present(admin: Person): Promise<object>
  readonly actions: readonly TabAction[]
}

/** What is told beside the tab: that something was done, or why it was not. */
export interface TabTold {
  readonly notice?: string
  /** Makes the answer a 422, which the page's script swaps in like any other. */
  readonly alert?: string
}

/** What a tab is made with. */
export interface TabTools extends PageTools {
  /** Path of the tab, that the paths of its actions are added to. */
  readonly actions: string
  /** Shows the tab anew. @param panel what its partial shows */
  send(res: Response, panel: object, told?: TabTold): Promise<void>
}
