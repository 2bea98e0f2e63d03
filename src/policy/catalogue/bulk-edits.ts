import type { Product } from '../../tenants/tenant.ts'
import type { Call } from '../call.ts'
import { comparablePath } from '../comparable-path.ts'
import { createPathRouter } from '../path-router.ts'
import { canonicalPath, operationsOf, type CalledPath } from './catalogue.ts'

/**
 * What takes away or rewrites many things with one call and is not a DELETE: bulk edits, moves, archiving,
 * merging, deleting by POST. Left out on purpose: what makes new things, and what a planner does all day
 * and anybody puts back (issues into a sprint, an epic or the backlog).
 */
export const BULK_EDITS: readonly string[] = [
  'POST /rest/api/3/app/field/value',
  'PUT /rest/api/3/app/field/{fieldIdOrKey}/value',
  'POST /rest/api/3/bulk/issues/delete',
  'POST /rest/api/3/bulk/issues/fields',
  'POST /rest/api/3/bulk/issues/move',
  'POST /rest/api/3/bulk/issues/transition',
  'PUT /rest/api/3/dashboard/bulk/edit',
  'POST /rest/api/3/field/{fieldId}/context/{contextId}/issuetype/remove',
  'POST /rest/api/3/field/{fieldId}/context/{contextId}/project/remove',
  'POST /rest/api/3/field/{id}/trash',
  'POST /rest/api/3/fieldconfigurationscheme/{id}/mapping/delete',
  'POST /rest/api/3/issue/archive',
  'PUT /rest/api/3/issue/archive',
  'POST /rest/api/3/issue/properties',
  'POST /rest/api/3/issue/properties/multi',
  'PUT /rest/api/3/issue/properties/{propertyKey}',
  'PUT /rest/api/3/issue/unarchive',
  'POST /rest/api/3/issue/{issueIdOrKey}/worklog/move',
  'POST /rest/api/3/issuetypescreenscheme/{issueTypeScreenSchemeId}/mapping/remove',
  'PUT /rest/api/3/plans/plan/{planId}/archive',
  'PUT /rest/api/3/plans/plan/{planId}/trash',
  'POST /rest/api/3/project/{projectIdOrKey}/archive',
  'POST /rest/api/3/project/{projectIdOrKey}/delete',
  'POST /rest/api/3/redact',
  'PUT /rest/api/3/statuses',
  'PUT /rest/api/3/version/{id}/mergeto/{moveIssuesTo}',
  'POST /rest/api/3/version/{id}/removeAndSwap',
  'PUT /rest/api/3/workflow/rule/config/delete',
  'POST /rest/api/3/workflows/update',
  'POST /rest/api/3/workflowscheme/project/switch',
  'POST /rest/api/3/workflowscheme/update',
  'POST /rest/api/3/workflowscheme/{id}/draft/publish',
  'PUT /rest/api/audit/retention',
  'POST /rest/api/content/archive',
  'PUT /rest/api/content/{pageId}/move/{position}/{targetId}',
  'POST /api/v2/blogposts/{id}/redact',
  'POST /api/v2/pages/{id}/redact',
  'POST /api/v2/space-permissions/transition/access-removals',
  'POST /api/v2/space-permissions/transition/role-assignments',
]

const BULK: ReadonlySet<string> = new Set(BULK_EDITS)

const FIND = { jira: bulkRouter('jira'), confluence: bulkRouter('confluence') }

/** Deletes, and what changes many things with one call, in whatever spelling the product may take for it. */
export function isDestructive(call: CalledPath & Partial<Pick<Call, 'query'>>): boolean {
  const { product, method, path } = call
  if (method === 'DELETE') return true
  if (method !== 'POST' && method !== 'PUT') return false
  const comparable = comparablePath(canonicalPath(product, path))
  const isBulk = comparable !== undefined && FIND[product](comparable.folded).includes(method)
  return isBulk || isTrashing(call)
}

const TRASHED = /^(?:trashed|deleted)$/i
const CONTENT = /^\/rest\/api\/content\/[^/]+\/?$/i

// Confluence's first API throws content away by an update too. Its status may stand in the query instead of
// the body, which nobody here reads.
function isTrashing({ product, method, path, query = '' }: Parameters<typeof isDestructive>[0]) {
  if (product !== 'confluence' || method !== 'PUT' || !CONTENT.test(path)) return false
  return new URLSearchParams(query).getAll('status').some((status) => TRASHED.test(status))
}

/** Finds the methods by which a path is a bulk edit. */
function bulkRouter(product: Product) {
  const edits = operationsOf(product).filter((each) => BULK.has(`${each.method} ${each.path}`))
  return createPathRouter(
    edits.map(({ method, path }) => ({ path, value: method })),
    true,
  )
}
