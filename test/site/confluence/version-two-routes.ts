import { z } from 'zod'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { readJson } from '../api/read-json.ts'
import { json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import { addPage } from './add-page.ts'
import { demandSpace, findPage, maySee } from './confluence-permissions.ts'
import { pageJson } from './content-json.ts'
import { cursorPage } from './paging.ts'

const pageSchema = z.looseObject({
  spaceId: z.string(),
  title: z.string().min(1).max(255),
  status: z.enum(['current', 'draft']).optional(),
  body: z
    .looseObject({
      value: z.string().optional(),
      storage: z.looseObject({ value: z.string() }).optional(),
    })
    .optional(),
})

function listPages(call: ApiCall): Reply {
  const withBody = call.query.has('body-format')
  const title = call.query.get('title')
  const found = call.site.confluence.pages.filter(
    (page) =>
      page.type === 'page' &&
      maySee(call.site, call.account, page.space) &&
      (title === null || page.title === title),
  )
  const { body, headers } = cursorPage(call, found, (page) => pageJson(page, withBody))
  return json(200, body, headers)
}

async function createPage(call: ApiCall): Promise<Reply> {
  const { spaceId, title, body } = await readJson(call, pageSchema)
  const space = demandSpace(call, spaceId)
  const value = body?.storage?.value ?? body?.value ?? ''
  return json(200, pageJson(addPage(call, { space, type: 'page', title, body: value }), true))
}

function listSpaces(call: ApiCall): Reply {
  const found = call.site.confluence.spaces.filter((one) => maySee(call.site, call.account, one))
  const { body, headers } = cursorPage(call, found, ({ id, key, name }) => ({
    id,
    key,
    name,
    type: 'global',
    status: 'current',
    _links: { webui: `/spaces/${key}` },
  }))
  return json(200, body, headers)
}

const path = '/wiki/api/v2'

/** Pages and spaces of API version 2. */
export const versionTwoRoutes: readonly ApiRoute[] = [
  { method: 'GET', path: `${path}/pages`, handle: listPages },
  { method: 'POST', path: `${path}/pages`, handle: createPage },
  {
    method: 'GET',
    path: `${path}/pages/:page`,
    handle: (call) => json(200, pageJson(findPage(call), call.query.has('body-format'))),
  },
  { method: 'GET', path: `${path}/spaces`, handle: listSpaces },
]
