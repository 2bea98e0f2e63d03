import { empty, json } from '../../site/http/reply.ts'
import type { Reply } from '../../site/http/reply.ts'
import { memberOf, textAt } from '../http/members.ts'
import { productError } from '../product/product-call.ts'
import type { ProductCall, ProductRoute } from '../product/product-call.ts'
import { issueJson } from './issue-json.ts'
import type { Issue, IssueStore } from './issue-store.ts'

type ServeIssue = (call: ProductCall, issue: Issue) => Reply

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  const fields = memberOf(body, 'fields')
  return typeof fields === 'object' && fields !== null ? { ...fields } : {}
}

function create(store: IssueStore, { body, user, baseUrl }: ProductCall): Reply {
  if (textAt(body, 'fields', 'project', 'key') !== store.project.key) {
    return productError(400, 'project is required')
  }
  if (textAt(body, 'fields', 'summary') === undefined) {
    return productError(400, 'You must specify a summary of the issue.')
  }
  const { id, key } = store.add(user ?? 'anonymous', fieldsOf(body))
  return json(201, { id, key, self: `${baseUrl}/rest/api/2/issue/${id}` })
}

const update: ServeIssue = ({ body }, issue) => {
  issue.fields = { ...issue.fields, ...fieldsOf(body) }
  return empty(204)
}

/** Issues, one at a time. */
export function issueRoutes(store: IssueStore): readonly ProductRoute[] {
  const one = '/rest/api/2/issue/:key'
  const found =
    (serve: ServeIssue) =>
    (call: ProductCall): Reply => {
      const issue = store.issues.get(call.parameters['key'] ?? '')
      return issue === undefined ? productError(404, 'Issue Does Not Exist') : serve(call, issue)
    }
  const read: ServeIssue = ({ baseUrl }, issue) => json(200, issueJson(store, baseUrl, issue))
  const remove: ServeIssue = (_call, { key }) => {
    store.issues.delete(key)
    return empty(204)
  }
  return [
    { method: 'POST', path: '/rest/api/2/issue', serve: (call) => create(store, call) },
    { method: 'GET', path: one, serve: found(read) },
    { method: 'PUT', path: one, serve: found(update) },
    { method: 'DELETE', path: one, serve: found(remove) },
  ]
}
