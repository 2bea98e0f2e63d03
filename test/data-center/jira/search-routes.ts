import { json } from '../../site/http/reply.ts'
import type { Reply } from '../../site/http/reply.ts'
import { memberOf, textAt } from '../http/members.ts'
import { productError } from '../product/product-call.ts'
import type { ProductCall, ProductRoute } from '../product/product-call.ts'
import { meets, readClauses } from '../product/read-clauses.ts'
import { issueJson, userJson } from './issue-json.ts'
import type { IssueStore } from './issue-store.ts'

function search(store: IssueStore, { body, baseUrl }: ProductCall): Reply {
  const jql = textAt(body, 'jql') ?? ''
  const clauses = readClauses(jql)
  if (clauses === undefined) return productError(400, `Error in the JQL Query: ${jql}`)
  const found = [...store.issues.values()].filter(({ key, reporter, fields }) => {
    const summary = textAt(fields, 'summary') ?? ''
    return meets(clauses, { key, reporter, summary, text: summary, project: store.project.key })
  })
  const startAt = Number(memberOf(body, 'startAt') ?? 0)
  const maxResults = Number(memberOf(body, 'maxResults') ?? 50)
  const part = found.slice(startAt, startAt + maxResults)
  const issues = part.map((issue) => issueJson(store, baseUrl, issue))
  return json(200, { startAt, maxResults, total: found.length, issues })
}

function myself({ user }: ProductCall): Reply {
  return json(200, userJson(user ?? 'anonymous'))
}

/** Oneself, the projects, and what there is to find. */
export function searchRoutes(store: IssueStore): readonly ProductRoute[] {
  return [
    { method: 'GET', path: '/rest/api/2/myself', access: 'user', serve: myself },
    { method: 'GET', path: '/rest/api/2/project', serve: () => json(200, [store.project]) },
    {
      method: 'POST',
      path: '/rest/api/2/search',
      access: 'read',
      serve: (call) => search(store, call),
    },
  ]
}
