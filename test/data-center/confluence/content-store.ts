/** A file at a page; only its size is kept. */
export interface Attachment {
  readonly id: string
  readonly title: string
  readonly mediaType: string
  readonly fileSize: number
}

export interface Content {
  readonly id: string
  readonly type: string
  readonly spaceKey: string
  title: string
  /** Storage format. */
  body: string
  version: number
  /** Who wrote this version. */
  author: string
  readonly attachments: Attachment[]
}

/** The content of one Confluence, in memory. */
export interface ContentStore {
  readonly spaces: readonly { readonly key: string; readonly name: string }[]
  readonly contents: Map<string, Content>
  nextId(): string
}

/** The space `DOCS` with one page. */
export function createContentStore(): ContentStore {
  let lastId = 65537
  const home: Content = {
    id: String(lastId),
    type: 'page',
    spaceKey: 'DOCS',
    title: 'Home of Documents',
    body: '<p>Welcome.</p>',
    version: 1,
    author: 'admin',
    attachments: [],
  }
  return {
    spaces: [{ key: 'DOCS', name: 'Documents' }],
    contents: new Map([[home.id, home]]),
    nextId: () => String(++lastId),
  }
}
