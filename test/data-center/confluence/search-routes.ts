import { json } from '../../site/http/reply.ts'
import type { Reply } from '../../site/http/reply.ts'
import { productError } from '../product/product-call.ts'
import type { ProductCall, ProductRoute } from '../product/product-call.ts'
import { meets, readClauses } from '../product/read-clauses.ts'
import { contentJson, resultList } from './content-json.ts'
import type { ContentStore } from './content-store.ts'

function search(store: ContentStore, { query, baseUrl }: ProductCall): Reply {
  const cqlQuery = query.get('cql') ?? ''
  const clauses = readClauses(cqlQuery)
  if (clauses === undefined) return productError(400, `Could not parse cql : ${cqlQuery}`)
  const found = [...store.contents.values()].filter(({ id, type, title, body, spaceKey }) =>
    meets(clauses, { id, type, title, space: spaceKey, text: `${title} ${body}` }),
  )
  const shown = found.map((content) => {
    return { content: contentJson(baseUrl, content), title: content.title, entityType: 'content' }
  })
  return json(200, { ...resultList(shown, query), totalSize: shown.length, cqlQuery })
}

function spaces(store: ContentStore, { query }: ProductCall): Reply {
  const shown = store.spaces.map((space) => ({ ...space, type: 'global' }))
  return json(200, resultList(shown, query))
}

/** What there is to find. */
export function searchRoutes(store: ContentStore): readonly ProductRoute[] {
  return [
    { method: 'GET', path: '/rest/api/search', serve: (call) => search(store, call) },
    { method: 'GET', path: '/rest/api/space', serve: (call) => spaces(store, call) },
  ]
}
