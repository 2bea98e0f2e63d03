import { z } from 'zod'
import { ApiFailure } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { pageOf } from '../api/page-of.ts'
import { readJson } from '../api/read-json.ts'
import { json } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import { isRichText } from './atlassian-document.ts'
import { authorIdOf, demandPermission, findIssue, jiraTime } from './find-issue.ts'
import { commentJson } from './issue-json.ts'
import type { ApiVersion } from './issue-json.ts'

const commentSchema = z.looseObject({ body: z.unknown().optional() })

async function addComment(call: ApiCall, version: ApiVersion): Promise<Reply> {
  const issue = findIssue(call)
  demandPermission(call, issue, 'ADD_COMMENTS')
  const { body } = await readJson(call, commentSchema)
  if (!isRichText(body, version) || body === '') {
    throw new ApiFailure(400, '', { comment: 'Comment body is not valid!' })
  }
  const comment = {
    id: call.site.jira.nextId(),
    authorId: authorIdOf(call),
    body,
    created: jiraTime(call),
  }
  issue.comments.push(comment)
  return json(201, commentJson(call.site, issue, comment, version))
}

function listComments(call: ApiCall, version: ApiVersion): Reply {
  const issue = findIssue(call)
  const { values, startAt, maxResults, total } = pageOf(issue.comments, call.query)
  const comments = values.map((comment) => commentJson(call.site, issue, comment, version))
  return json(200, { startAt, maxResults, total, comments })
}

/** Comments of an issue. */
export function commentRoutes(version: ApiVersion): readonly ApiRoute[] {
  const path = `/rest/api/${version}/issue/:issue/comment`
  return [
    { method: 'GET', path, login: 'anyone', handle: (call) => listComments(call, version) },
    { method: 'POST', path, handle: (call) => addComment(call, version) },
  ]
}
