import type { SiteState } from '../site-state.ts'
import type { Page, PageAttachment, Space } from './confluence-store.ts'

export function spaceJson(site: SiteState, space: Space): Record<string, unknown> {
  const { id, key, name } = space
  const self = `${site.origin}/wiki/rest/api/space/${key}`
  const _links = { self, webui: `/spaces/${key}` }
  return { id: Number(id), key, name, type: 'global', status: 'current', _links }
}

/** Content as version 1 shows it. */
export function contentJson(site: SiteState, page: Page): Record<string, unknown> {
  const { id, type, title, body, version, space, authorId, created } = page
  const self = `${site.origin}/wiki/rest/api/content/${id}`
  return {
    id,
    type,
    status: 'current',
    title,
    space: spaceJson(site, space),
    version: { number: version, when: created, minorEdit: false, by: { accountId: authorId } },
    body: { storage: { value: body, representation: 'storage' } },
    extensions: { position: 0 },
    _links: { self, webui: `/spaces/${space.key}/pages/${id}`, base: `${site.origin}/wiki` },
  }
}

/** A page as version 2 shows it. */
export function pageJson(page: Page, withBody: boolean): Record<string, unknown> {
  const { id, title, body, version, space, authorId, created } = page
  const storage = { value: body, representation: 'storage' }
  return {
    id,
    status: 'current',
    title,
    spaceId: space.id,
    parentId: null,
    authorId,
    createdAt: created,
    version: { number: version, createdAt: created, authorId, message: '', minorEdit: false },
    body: withBody ? { storage } : {},
    _links: { webui: `/spaces/${space.key}/pages/${id}` },
  }
}

export function pageAttachmentJson(
  site: SiteState,
  page: Page,
  attachment: PageAttachment,
): Record<string, unknown> {
  const { id, file } = attachment
  const self = `${site.origin}/wiki/rest/api/content/${id}`
  return {
    id,
    type: 'attachment',
    status: 'current',
    title: file.name,
    extensions: { mediaType: file.mediaType, fileSize: file.size },
    metadata: { mediaType: file.mediaType },
    version: { number: 1 },
    container: { id: page.id, type: page.type, title: page.title },
    _links: { self, download: `/rest/api/content/${page.id}/child/attachment/${id}/download` },
  }
}
