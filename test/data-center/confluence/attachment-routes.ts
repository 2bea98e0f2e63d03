import { json } from '../../site/http/reply.ts'
import type { Reply } from '../../site/http/reply.ts'
import { boundaryOf, MultipartFault, readParts } from '../../site/http/multipart.ts'
import type { Received } from '../http/received.ts'
import { productError } from '../product/product-call.ts'
import type { ProductCall, ProductRoute } from '../product/product-call.ts'
import { attachmentJson, resultList } from './content-json.ts'
import type { Attachment, ContentStore } from './content-store.ts'

async function* whole(body: Buffer): AsyncGenerator<Buffer> {
  yield body
}

async function readFiles(store: ContentStore, request: Received): Promise<readonly Attachment[]> {
  const boundary = boundaryOf(request.headers['content-type'] ?? '')
  const files: { id: string; title: string; mediaType: string; fileSize: number }[] = []
  let isFile = false
  for await (const event of readParts(whole(request.body), boundary)) {
    if (event.kind === 'start') {
      const title = /filename="([^"]*)"/.exec(event.disposition)?.[1]
      isFile = title !== undefined
      const { mediaType } = event
      if (title !== undefined) files.push({ id: store.nextId(), title, mediaType, fileSize: 0 })
    }
    const current = files.at(-1)
    if (event.kind === 'data' && isFile && current !== undefined) {
      current.fileSize += event.chunk.length
    }
  }
  return files
}

async function attach(store: ContentStore, call: ProductCall): Promise<Reply> {
  const content = store.contents.get(call.parameters['id'] ?? '')
  if (content === undefined) return productError(404, 'No content found')
  try {
    const files = await readFiles(store, call.request)
    content.attachments.push(...files)
    return json(200, resultList(files.map(attachmentJson), call.query))
  } catch (cause) {
    if (cause instanceof MultipartFault) return productError(400, cause.message)
    throw cause
  }
}

function list(store: ContentStore, { parameters, query }: ProductCall): Reply {
  const content = store.contents.get(parameters['id'] ?? '')
  if (content === undefined) return productError(404, 'No content found')
  return json(200, resultList(content.attachments.map(attachmentJson), query))
}

/** Files at pages. */
export function attachmentRoutes(store: ContentStore): readonly ProductRoute[] {
  const path = '/rest/api/content/:id/child/attachment'
  return [
    { method: 'GET', path, serve: (call) => list(store, call) },
    { method: 'POST', path, serve: (call) => attach(store, call) },
  ]
}
