import { ApiFailure, parameter } from '../api/api-call.ts'
import type { ApiCall } from '../api/api-call.ts'
import { mayBrowse, projectPermissions } from './jira-permissions.ts'
import type { Issue } from './jira-store.ts'

/** Hidden and absent issues read the same, so that nobody learns which keys exist. */
export function findIssue(call: ApiCall): Issue {
  const idOrKey = parameter(call, 'issue')
  const issue = call.site.jira.issues.find(({ id, key }) => id === idOrKey || key === idOrKey)
  if (issue !== undefined && mayBrowse(call.site, call.account, issue.project)) return issue
  throw new ApiFailure(404, 'Issue does not exist or you do not have permission to see it.')
}

/** Refuses with 403 when the issue can be seen but not touched. */
export function demandPermission(call: ApiCall, issue: Issue, permission: string): void {
  if (projectPermissions(call.site, call.account, issue.project).has(permission)) return
  throw new ApiFailure(403, 'You do not have permission to perform this operation on this issue.')
}

/** The id under which the caller signs its changes; only routes that need a login ask for it. */
export function authorIdOf(call: ApiCall): string {
  if (call.account === undefined) throw new ApiFailure(401, 'Login required.')
  return call.account.accountId
}

/** Jira's way to write a moment. */
export function jiraTime(call: ApiCall): string {
  return new Date(call.site.world.now()).toISOString().replace('Z', '+0000')
}
