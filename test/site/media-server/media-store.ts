import { randomBytes, randomUUID } from 'node:crypto'

/** A stored file: its content is kept only while small, its digest always. */
export interface StoredFile {
  readonly fileId: string
  readonly name: string
  readonly mediaType: string
  readonly size: number
  readonly sha256: string
  readonly content?: Buffer
}

/** Files and the one-time tokens that open them at the media host. */
export interface MediaStore {
  keep(file: Omit<StoredFile, 'fileId'>): StoredFile
  find(fileId: string): StoredFile | undefined
  /** Address of the file at the media host, good for one request. */
  grant(file: StoredFile, mediaUrl: string): string
  /** Spends the token. */
  redeem(fileId: string, token: string | null): boolean
}

/** An empty store. */
export function createMediaStore(): MediaStore {
  const files = new Map<string, StoredFile>()
  const tokens = new Map<string, string>()
  return {
    keep(file) {
      const stored = { ...file, fileId: randomUUID() }
      files.set(stored.fileId, stored)
      return stored
    },
    find: (fileId) => files.get(fileId),
    grant(file, mediaUrl) {
      const token = randomBytes(24).toString('base64url')
      tokens.set(token, file.fileId)
      const query = new URLSearchParams({ token, client: 'stand-in', name: file.name })
      return `${mediaUrl}/file/${file.fileId}/binary?${query.toString()}`
    },
    redeem(fileId, token) {
      if (token === null || tokens.get(token) !== fileId) return false
      return tokens.delete(token)
    },
  }
}
