import { ApiFailure, parameter } from '../api/api-call.ts'
import type { ApiCall, ApiRoute } from '../api/api-call.ts'
import { MultipartFault } from '../http/multipart.ts'
import { receiveFiles } from '../http/receive-files.ts'
import { json, redirect } from '../http/reply.ts'
import type { Reply } from '../http/reply.ts'
import type { StoredFile } from '../media-server/media-store.ts'
import { findPage } from './confluence-permissions.ts'
import { pageAttachmentJson } from './content-json.ts'
import { startPage } from './paging.ts'

async function receive(call: ApiCall): Promise<StoredFile[]> {
  try {
    return await receiveFiles(call.exchange, call.site.world.media)
  } catch (cause) {
    if (cause instanceof MultipartFault) throw new ApiFailure(400, cause.message)
    throw cause
  }
}

async function addAttachments(call: ApiCall): Promise<Reply> {
  const page = findPage(call)
  const { account } = call
  if (account === undefined) throw new ApiFailure(403, 'Not logged in')
  const added = (await receive(call)).map((file) => ({
    id: `att${call.site.confluence.nextId()}`,
    authorId: account.accountId,
    file,
  }))
  page.attachments.push(...added)
  const results = added.map((one) => pageAttachmentJson(call.site, page, one))
  return json(200, { results, start: 0, limit: 200, size: results.length, _links: {} })
}

function listAttachments(call: ApiCall): Reply {
  const page = findPage(call)
  return json(
    200,
    startPage(call, page.attachments, (one) => pageAttachmentJson(call.site, page, one)),
  )
}

function download(call: ApiCall): Reply {
  const id = parameter(call, 'attachment')
  const attachment = findPage(call).attachments.find((one) => one.id === id)
  if (attachment === undefined) throw new ApiFailure(404, `No attachment found with id: ${id}`)
  const { world } = call.site
  return redirect(302, world.media.grant(attachment.file, world.urls.mediaUrl))
}

const path = '/wiki/rest/api/content/:page/child/attachment'

/** Attachments of a page; their bytes come from the media host. */
export const pageAttachmentRoutes: readonly ApiRoute[] = [
  { method: 'GET', path, handle: listAttachments },
  { method: 'POST', path, accepts: 'multipart', handle: addAttachments },
  { method: 'PUT', path, accepts: 'multipart', handle: addAttachments },
  { method: 'GET', path: `${path}/:attachment/download`, handle: download },
]
