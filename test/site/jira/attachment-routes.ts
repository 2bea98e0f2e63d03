import { ApiFailure, parameter } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { MultipartFault } from '../http/multipart.ts'
import { receiveFiles } from '../http/receive-files.ts'
import { json, redirect } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import { rangedFile } from '../media-server/ranged-file.ts'
import type { StoredFile } from '../media-server/media-store.ts'
import { authorIdOf, demandPermission, findIssue, jiraTime } from './find-issue.ts'
import { attachmentJson } from './issue-json.ts'
import type { ApiVersion } from './issue-json.ts'
import { mayBrowse } from './jira-permissions.ts'
import type { Attachment } from './jira-store.ts'

async function receive(call: ApiCall): Promise<StoredFile[]> {
  try {
    return await receiveFiles(call.exchange, call.site.world.media)
  } catch (cause) {
    if (cause instanceof MultipartFault) throw new ApiFailure(400, cause.message)
    throw cause
  }
}

async function addAttachments(call: ApiCall, version: ApiVersion): Promise<Reply> {
  const issue = findIssue(call)
  demandPermission(call, issue, 'CREATE_ATTACHMENTS')
  const authorId = authorIdOf(call)
  const added = (await receive(call)).map((file) => ({
    id: call.site.jira.nextId(),
    authorId,
    file,
    created: jiraTime(call),
  }))
  issue.attachments.push(...added)
  return json(
    200,
    added.map((one) => attachmentJson(call.site, one, version)),
  )
}

function findAttachment(call: ApiCall): Attachment {
  const id = parameter(call, 'attachment')
  for (const issue of call.site.jira.issues) {
    const found = issue.attachments.find((one) => one.id === id)
    if (found !== undefined && mayBrowse(call.site, call.account, issue.project)) return found
  }
  throw new ApiFailure(404, `The attachment with id '${id}' does not exist`)
}

function content(call: ApiCall): Reply {
  const { file } = findAttachment(call)
  if (call.query.get('redirect') === 'false') {
    return rangedFile(file, call.exchange.header('range'))
  }
  const { world } = call.site
  return redirect(303, world.media.grant(file, world.urls.mediaUrl))
}

/** Attachments: bytes come from the media host, unless the caller refuses to be redirected. */
export function attachmentRoutes(version: ApiVersion): readonly ApiRoute[] {
  const path = `/rest/api/${version}/attachment`
  return [
    {
      method: 'POST',
      path: `/rest/api/${version}/issue/:issue/attachments`,
      accepts: 'multipart',
      handle: (call) => addAttachments(call, version),
    },
    {
      method: 'GET',
      path: `${path}/:attachment`,
      login: 'anyone',
      handle: (call) => json(200, attachmentJson(call.site, findAttachment(call), version)),
    },
    { method: 'GET', path: `${path}/content/:attachment`, login: 'anyone', handle: content },
  ]
}
