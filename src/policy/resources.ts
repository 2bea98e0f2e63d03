import type { Product } from '../tenants/tenant.ts'
import type { Call } from './call.ts'

/**
 * The parts of each product's REST API that can be reached at all, below the base URL. Left out on
 * purpose: `/rest/atlassian-connect/` and `/rest/plugins/` (the app's own affairs) and everything
 * that is not REST (pages, servlets, logins).
 */
export const SERVED: Readonly<Record<Product, readonly string[]>> = {
  jira: ['/rest/api/2/', '/rest/api/3/', '/rest/api/latest/', '/rest/agile/1.0/'],
  confluence: ['/rest/api/', '/api/v2/'],
}

/**
 * POSTs that only read: searches and look-ups whose question does not fit into an address. Taken
 * from the products' published API descriptions; `{}` stands for one path segment.
 */
const READ_LIKE_POSTS: Readonly<Record<Product, RegExp>> = {
  jira: anyOf(
    [
      'search',
      'search/jql',
      'search/approximate-count',
      'jql/parse',
      'jql/match',
      'issue/bulkfetch',
      'issue/watching',
      'changelog/bulkfetch',
      'comment/list',
      'worklog/list',
      'expression/eval',
      'expression/evaluate',
      'permissions/check',
      'permissions/project',
    ].map((operation) => `/rest/api/(?:2|3|latest)/${operation}`),
  ),
  confluence: anyOf([
    '/rest/api/content/{}/permission/check',
    '/api/v2/content/convert-ids-to-types',
    '/api/v2/users-bulk',
  ]),
}

const READ_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

export function isServed(call: Call): boolean {
  return SERVED[call.product].some((prefix) => call.path.startsWith(prefix))
}

/** Method-override headers play no part: the gateway never forwards them. */
export function isRead(call: Call): boolean {
  if (READ_METHODS.has(call.method)) return true
  return call.method === 'POST' && READ_LIKE_POSTS[call.product].test(call.path)
}

function anyOf(templates: readonly string[]): RegExp {
  return new RegExp(`^(?:${templates.join('|').replaceAll('{}', '[^/]+')})/?$`)
}
