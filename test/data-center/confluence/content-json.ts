import type { Attachment, Content } from './content-store.ts'

/** Content as the REST API shows it, with everything expanded that the stand-in knows. */
export function contentJson(baseUrl: string, content: Content): Record<string, unknown> {
  const { id, type, title, body, version, author, spaceKey } = content
  return {
    id,
    type,
    status: 'current',
    title,
    space: { key: spaceKey },
    version: { number: version, by: { type: 'known', username: author } },
    body: { storage: { value: body, representation: 'storage' } },
    _links: { self: `${baseUrl}/rest/api/content/${id}`, webui: `/pages/${id}`, base: baseUrl },
  }
}

export function attachmentJson({ id, title, mediaType, fileSize }: Attachment): unknown {
  return {
    id,
    type: 'attachment',
    status: 'current',
    title,
    extensions: { mediaType, fileSize },
  }
}

/** A list in the form of Confluence: `size` is that of this part. */
export function resultList(values: readonly unknown[], query: URLSearchParams) {
  const start = Number(query.get('start') ?? '0')
  const limit = Number(query.get('limit') ?? '25')
  const results = values.slice(start, start + limit)
  return { results, start, limit, size: results.length }
}
