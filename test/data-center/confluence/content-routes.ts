import { empty, json } from '../../site/http/reply.ts'
import type { Reply } from '../../site/http/reply.ts'
import { memberOf, textAt } from '../http/members.ts'
import { productError } from '../product/product-call.ts'
import type { ProductCall, ProductRoute } from '../product/product-call.ts'
import { contentJson, resultList } from './content-json.ts'
import type { Content, ContentStore } from './content-store.ts'

type ServeContent = (call: ProductCall, content: Content) => Reply

function list(store: ContentStore, { query, baseUrl }: ProductCall): Reply {
  const [spaceKey, title] = [query.get('spaceKey'), query.get('title')]
  const found = [...store.contents.values()]
    .filter((content) => spaceKey === null || content.spaceKey === spaceKey)
    .filter((content) => title === null || content.title === title)
  const shown = found.map((content) => contentJson(baseUrl, content))
  return json(200, resultList(shown, query))
}

function create(store: ContentStore, { body, user, baseUrl }: ProductCall): Reply {
  const [type, title] = [textAt(body, 'type'), textAt(body, 'title')]
  const spaceKey = textAt(body, 'space', 'key')
  if (type === undefined || title === undefined) return productError(400, 'type and title needed')
  const space = store.spaces.find(({ key }) => key === spaceKey)
  if (space === undefined) return productError(404, `No space with key : ${spaceKey ?? ''}`)
  const content: Content = {
    id: store.nextId(),
    type,
    spaceKey: space.key,
    title,
    body: textAt(body, 'body', 'storage', 'value') ?? '',
    version: 1,
    author: user ?? 'anonymous',
    attachments: [],
  }
  store.contents.set(content.id, content)
  return json(200, contentJson(baseUrl, content))
}

const update: ServeContent = ({ body, user, baseUrl }, content) => {
  if (memberOf(body, 'version', 'number') !== content.version + 1) {
    return productError(409, 'Version must be incremented on update.')
  }
  content.title = textAt(body, 'title') ?? content.title
  content.body = textAt(body, 'body', 'storage', 'value') ?? content.body
  content.version += 1
  content.author = user ?? 'anonymous'
  return json(200, contentJson(baseUrl, content))
}

/** Pages and blog posts. */
export function contentRoutes(store: ContentStore): readonly ProductRoute[] {
  const one = '/rest/api/content/:id'
  const found =
    (serve: ServeContent) =>
    (call: ProductCall): Reply => {
      const content = store.contents.get(call.parameters['id'] ?? '')
      return content === undefined ? productError(404, 'No content found') : serve(call, content)
    }
  const read: ServeContent = ({ baseUrl }, content) => json(200, contentJson(baseUrl, content))
  const remove: ServeContent = (_call, { id }) => {
    store.contents.delete(id)
    return empty(204)
  }
  return [
    { method: 'GET', path: '/rest/api/content', serve: (call) => list(store, call) },
    { method: 'POST', path: '/rest/api/content', serve: (call) => create(store, call) },
    { method: 'GET', path: one, serve: found(read) },
    { method: 'PUT', path: one, serve: found(update) },
    { method: 'DELETE', path: one, serve: found(remove) },
  ]
}
