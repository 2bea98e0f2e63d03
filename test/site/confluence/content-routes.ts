import { z } from 'zod'
import { ApiFailure } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { readJson } from '../api/read-json.ts'
import { empty, json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import { addPage } from './add-page.ts'
import { demandSpace, findPage, maySee } from './confluence-permissions.ts'
import type { Page } from './confluence-store.ts'
import { contentJson, spaceJson } from './content-json.ts'
import { startPage } from './paging.ts'

const contentSchema = z.looseObject({
  type: z.enum(['page', 'blogpost']),
  title: z.string().min(1).max(255),
  space: z.looseObject({
    key: z.string().optional(),
    id: z.union([z.string(), z.number()]).optional(),
  }),
  body: z.looseObject({ storage: z.looseObject({ value: z.string() }).optional() }).optional(),
})
const changeSchema = z.looseObject({
  version: z.looseObject({ number: z.int() }),
  title: z.string().min(1).max(255).optional(),
  body: z.looseObject({ storage: z.looseObject({ value: z.string() }).optional() }).optional(),
})

function visible(call: ApiCall): readonly Page[] {
  return call.site.confluence.pages.filter(({ space }) => maySee(call.site, call.account, space))
}

function listContent(call: ApiCall): Reply {
  const [spaceKey, title] = [call.query.get('spaceKey'), call.query.get('title')]
  const found = visible(call).filter(
    (page) =>
      (spaceKey === null || page.space.key === spaceKey) &&
      (title === null || page.title === title),
  )
  return json(
    200,
    startPage(call, found, (page) => contentJson(call.site, page)),
  )
}

async function createContent(call: ApiCall): Promise<Reply> {
  const { type, title, space, body } = await readJson(call, contentSchema)
  const found = demandSpace(call, space.key ?? (space.id === undefined ? '' : String(space.id)))
  const page = addPage(call, { type, title, space: found, body: body?.storage?.value ?? '' })
  return json(200, contentJson(call.site, page))
}

async function changeContent(call: ApiCall): Promise<Reply> {
  const page = findPage(call)
  const { version, title, body } = await readJson(call, changeSchema)
  if (version.number !== page.version + 1) {
    throw new ApiFailure(
      409,
      `Version must be incremented on update. Current version is: ${page.version}`,
    )
  }
  page.version = version.number
  page.title = title ?? page.title
  page.body = body?.storage?.value ?? page.body
  return json(200, contentJson(call.site, page))
}

function deleteContent(call: ApiCall): Reply {
  const { pages } = call.site.confluence
  pages.splice(pages.indexOf(findPage(call)), 1)
  return empty(204)
}

function search(call: ApiCall): Reply {
  const cql = call.query.get('cql') ?? ''
  if (cql.trim() === '') throw new ApiFailure(400, 'Could not parse cql : ')
  const title = /\b(?:title|text|siteSearch)\s*[~=]\s*"([^"]*)"/i.exec(cql)?.[1]?.toLowerCase()
  const spaceKey = /\bspace(?:\.key)?\s*=\s*"?(\w+)"?/i.exec(cql)?.[1]
  const found = visible(call).filter(
    (page) =>
      (title === undefined || page.title.toLowerCase().includes(title)) &&
      (spaceKey === undefined || page.space.key === spaceKey),
  )
  const list = startPage(call, found, (page) => ({
    content: contentJson(call.site, page),
    title: page.title,
    excerpt: '',
    url: `/spaces/${page.space.key}/pages/${page.id}`,
    entityType: 'content',
  }))
  return json(200, { ...list, totalSize: found.length, cqlQuery: cql, searchDuration: 1 })
}

function listSpaces(call: ApiCall): Reply {
  const found = call.site.confluence.spaces.filter((one) => maySee(call.site, call.account, one))
  return json(
    200,
    startPage(call, found, (space) => spaceJson(call.site, space)),
  )
}

const path = '/wiki/rest/api/content'

/** Content, spaces and search of API version 1. */
export const contentRoutes: readonly ApiRoute[] = [
  { method: 'GET', path, handle: listContent },
  { method: 'POST', path, handle: createContent },
  {
    method: 'GET',
    path: `${path}/:page`,
    handle: (call) => json(200, contentJson(call.site, findPage(call))),
  },
  { method: 'PUT', path: `${path}/:page`, handle: changeContent },
  { method: 'DELETE', path: `${path}/:page`, handle: deleteContent },
  { method: 'GET', path: '/wiki/rest/api/search', handle: search },
  { method: 'GET', path: '/wiki/rest/api/space', handle: listSpaces },
]
