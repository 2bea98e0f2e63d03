import type { ApiCall } from '../api/api-call.ts'
import type { SiteState } from '../site-state.ts'
import { richText } from './atlassian-document.ts'
import type { Attachment, Comment, Issue, Project } from './jira-store.ts'
import { userJsonById } from './user-json.ts'

export type ApiVersion = '2' | '3'

function api(site: SiteState, version: ApiVersion, path: string): string {
  return `${site.origin}/rest/api/${version}/${path}`
}

export function projectJson(
  site: SiteState,
  project: Project,
  version: ApiVersion,
): Record<string, unknown> {
  const { id, key, name } = project
  const self = api(site, version, `project/${id}`)
  return { self, id, key, name, projectTypeKey: 'software', simplified: false, style: 'classic' }
}

export function attachmentJson(
  site: SiteState,
  attachment: Attachment,
  version: ApiVersion,
): Record<string, unknown> {
  const { id, file, created, authorId } = attachment
  return {
    self: api(site, version, `attachment/${id}`),
    id,
    filename: file.name,
    author: userJsonById(site, authorId),
    created,
    size: file.size,
    mimeType: file.mediaType,
    content: api(site, version, `attachment/content/${id}`),
  }
}

export function commentJson(
  site: SiteState,
  issue: Issue,
  comment: Comment,
  version: ApiVersion,
): Record<string, unknown> {
  const author = userJsonById(site, comment.authorId)
  return {
    self: api(site, version, `issue/${issue.id}/comment/${comment.id}`),
    id: comment.id,
    author,
    updateAuthor: author,
    body: richText(comment.body, version),
    created: comment.created,
    updated: comment.created,
    jsdPublic: true,
  }
}

function fieldsOf(site: SiteState, issue: Issue, version: ApiVersion): Record<string, unknown> {
  const reporter = userJsonById(site, issue.reporterId)
  const given = Object.fromEntries(issue.fields)
  return {
    ...given,
    description: richText(issue.fields.get('description'), version),
    project: projectJson(site, issue.project, version),
    issuetype: { id: '10002', name: 'Task', subtask: false, ...asObject(given['issuetype']) },
    status: { id: '10000', name: 'To Do', statusCategory: { id: 2, key: 'new', name: 'To Do' } },
    priority: { id: '3', name: 'Medium' },
    labels: given['labels'] ?? [],
    assignee: given['assignee'] ?? null,
    reporter,
    creator: reporter,
    created: issue.created,
    updated: issue.updated,
    attachment: issue.attachments.map((one) => attachmentJson(site, one, version)),
  }
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}

function selected(fields: Record<string, unknown>, names: readonly string[]): typeof fields {
  if (names.length === 0 || names.some((name) => ['*all', '*navigable'].includes(name)))
    return fields
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)))
}

/** An issue with all of its fields, or with those that were asked for. */
export function issueJson(
  call: ApiCall,
  issue: Issue,
  version: ApiVersion,
  names: readonly string[] = [],
): Record<string, unknown> {
  return {
    expand: 'renderedFields,names,schema,operations,editmeta,changelog',
    id: issue.id,
    self: api(call.site, version, `issue/${issue.id}`),
    key: issue.key,
    fields: selected(fieldsOf(call.site, issue, version), names),
  }
}
