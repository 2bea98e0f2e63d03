import type { StoredFile } from '../media-server/media-store.ts'

export interface Space {
  readonly id: string
  readonly key: string
  readonly name: string
  /** Only administrators may see it. */
  readonly isSecret: boolean
}

export interface PageAttachment {
  readonly id: string
  readonly authorId: string
  readonly file: StoredFile
}

export interface Page {
  readonly id: string
  readonly space: Space
  readonly type: 'page' | 'blogpost'
  title: string
  /** Storage format. */
  body: string
  version: number
  readonly authorId: string
  readonly created: string
  readonly attachments: PageAttachment[]
}

/** The Confluence of one site, in memory. */
export interface ConfluenceStore {
  readonly spaces: readonly Space[]
  readonly pages: Page[]
  nextId(): string
}

const spaces: readonly Space[] = [
  { id: '98305', key: 'DOCS', name: 'Documents', isSecret: false },
  { id: '98306', key: 'SECRET', name: 'Secret space', isSecret: true },
]

/** Two spaces with one page each. */
export function createConfluenceStore(adminId: string): ConfluenceStore {
  let lastId = 196700
  return {
    spaces,
    pages: spaces.map((space, index) => ({
      id: String(196609 + index),
      space,
      type: 'page',
      title: `Home of ${space.name}`,
      body: '<p>Welcome.</p>',
      version: 1,
      authorId: adminId,
      created: '2026-01-05T09:00:00.000Z',
      attachments: [],
    })),
    nextId: () => String(++lastId),
  }
}
