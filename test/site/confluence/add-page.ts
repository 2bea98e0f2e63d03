import { ApiFailure } from '../api/api-call.ts'
import type { ApiCall } from '../api/api-call.ts'
import { announce } from '../install/announce.ts'
import type { Page, Space } from './confluence-store.ts'

export interface NewPage {
  readonly space: Space
  readonly type: 'page' | 'blogpost'
  readonly title: string
  readonly body: string
}

/** Adds a page; titles are unique within a space. */
export function addPage(call: ApiCall, page: NewPage): Page {
  const { confluence, world } = call.site
  const { account } = call
  if (account === undefined) throw new ApiFailure(403, 'Not logged in')
  if (confluence.pages.some(({ space, title }) => space === page.space && title === page.title)) {
    throw new ApiFailure(
      400,
      'A page with this title already exists: A page already exists with the same TITLE in this space',
    )
  }
  const added: Page = {
    ...page,
    id: confluence.nextId(),
    version: 1,
    authorId: account.accountId,
    created: new Date(world.now()).toISOString(),
    attachments: [],
  }
  confluence.pages.push(added)
  announce(call.site, 'confluence', 'page_created', {
    page: { id: Number(added.id), spaceKey: added.space.key, title: added.title, version: 1 },
    userAccountId: account.accountId,
  })
  return added
}
