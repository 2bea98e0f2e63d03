import { z } from 'zod'
import { ApiFailure } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { readJson } from '../api/read-json.ts'
import { announce } from '../install/announce.ts'
import { empty, json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import { accountsOf } from '../site-state.ts'
import { isRichText } from './atlassian-document.ts'
import { authorIdOf, demandPermission, findIssue, jiraTime } from './find-issue.ts'
import { issueJson } from './issue-json.ts'
import type { ApiVersion } from './issue-json.ts'
import { mayBrowse, projectPermissions } from './jira-permissions.ts'
import type { Issue, Project } from './jira-store.ts'
import { userJson } from './user-json.ts'

const fieldsSchema = z.looseObject({
  summary: z.string().optional(),
  description: z.unknown().optional(),
  project: z.object({ key: z.string().optional(), id: z.string().optional() }).optional(),
  assignee: z
    .object({ accountId: z.string().optional(), id: z.string().optional() })
    .nullable()
    .optional(),
})
const issueSchema = z.looseObject({ fields: fieldsSchema.optional() })
type IssueFields = z.infer<typeof fieldsSchema>

function findProject(call: ApiCall, wanted: IssueFields['project']): Project {
  const project = call.site.jira.projects.find(
    ({ id, key }) => key === wanted?.key || id === wanted?.id,
  )
  if (project === undefined || !mayBrowse(call.site, call.account, project)) {
    throw new ApiFailure(400, '', { project: 'Specify a valid project ID or key' })
  }
  if (projectPermissions(call.site, call.account, project).has('CREATE_ISSUES')) return project
  throw new ApiFailure(400, '', { project: 'You cannot create issues in this project.' })
}

function checkFields(call: ApiCall, fields: IssueFields, version: ApiVersion): void {
  const { summary, description, assignee } = fields
  if (summary !== undefined && (summary === '' || summary.length > 255)) {
    throw new ApiFailure(400, '', { summary: 'Summary must have between 1 and 255 characters.' })
  }
  if (description !== undefined && description !== null && !isRichText(description, version)) {
    const wanted = version === '3' ? 'an Atlassian Document' : 'a string'
    throw new ApiFailure(400, '', { description: `Operation value must be ${wanted}` })
  }
  const assigneeId = assignee?.accountId ?? assignee?.id
  if (assigneeId === undefined) return
  const account = accountsOf(call.site).find(({ accountId }) => accountId === assigneeId)
  if (account?.active === true && !account.closed) return
  throw new ApiFailure(400, '', { assignee: `User '${assigneeId}' does not exist.` })
}

function applyFields(call: ApiCall, issue: Issue, fields: IssueFields): void {
  for (const [name, value] of Object.entries(fields)) {
    if (name !== 'project' && name !== 'assignee' && value !== undefined)
      issue.fields.set(name, value)
  }
  if (fields.assignee === undefined) return
  const assigneeId = fields.assignee?.accountId ?? fields.assignee?.id
  const account = accountsOf(call.site).find(({ accountId }) => accountId === assigneeId)
  issue.fields.set('assignee', account === undefined ? null : userJson(call.site, account))
}

async function createIssue(call: ApiCall, version: ApiVersion): Promise<Reply> {
  const { fields = {} } = await readJson(call, issueSchema)
  const project = findProject(call, fields.project)
  if (fields.summary === undefined) {
    throw new ApiFailure(400, '', { summary: 'You must specify a summary of the issue.' })
  }
  checkFields(call, fields, version)
  const { jira } = call.site
  const created = jiraTime(call)
  const key = `${project.key}-${jira.nextNumber(project.key)}`
  const times = { created, updated: created }
  const lists = { fields: new Map<string, unknown>(), comments: [], attachments: [] }
  const issue: Issue = {
    id: jira.nextId(),
    key,
    project,
    ...times,
    reporterId: authorIdOf(call),
    ...lists,
  }
  applyFields(call, issue, fields)
  jira.issues.push(issue)
  announce(call.site, 'jira', 'jira:issue_created', { issue: issueJson(call, issue, '2') })
  const self = `${call.site.origin}/rest/api/${version}/issue/${issue.id}`
  return json(201, { id: issue.id, key: issue.key, self })
}

async function editIssue(call: ApiCall, version: ApiVersion): Promise<Reply> {
  const issue = findIssue(call)
  demandPermission(call, issue, 'EDIT_ISSUES')
  const { fields = {} } = await readJson(call, issueSchema)
  checkFields(call, fields, version)
  applyFields(call, issue, fields)
  issue.updated = jiraTime(call)
  announce(call.site, 'jira', 'jira:issue_updated', { issue: issueJson(call, issue, '2') })
  return empty(204)
}

function deleteIssue(call: ApiCall): Reply {
  const issue = findIssue(call)
  demandPermission(call, issue, 'DELETE_ISSUES')
  const { issues } = call.site.jira
  issues.splice(issues.indexOf(issue), 1)
  announce(call.site, 'jira', 'jira:issue_deleted', { issue: issueJson(call, issue, '2') })
  return empty(204)
}

/** Create, read, change and delete issues. */
export function issueRoutes(version: ApiVersion): readonly ApiRoute[] {
  const path = `/rest/api/${version}/issue`
  const names = (call: ApiCall): string[] =>
    call.query
      .getAll('fields')
      .flatMap((value) => value.split(','))
      .filter((name) => name !== '')
  return [
    { method: 'POST', path, handle: (call) => createIssue(call, version) },
    {
      method: 'GET',
      path: `${path}/:issue`,
      login: 'anyone',
      handle: (call) => json(200, issueJson(call, findIssue(call), version, names(call))),
    },
    { method: 'PUT', path: `${path}/:issue`, handle: (call) => editIssue(call, version) },
    { method: 'DELETE', path: `${path}/:issue`, handle: deleteIssue },
  ]
}
