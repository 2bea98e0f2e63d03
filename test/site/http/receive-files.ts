import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { MediaStore, StoredFile } from '../media-server/media-store.ts'
import { boundaryOf, MultipartFault, readParts } from './multipart.ts'
import type { Exchange } from './exchange.ts'

/** Larger uploads are counted and hashed, but not kept. */
const keptBytesMax = 1024 * 1024

interface Incoming {
  readonly name: string
  readonly mediaType: string
  readonly hash: Hash
  readonly kept: Buffer[]
  size: number
}

function begin(disposition: string, mediaType: string): Incoming | undefined {
  const name = /filename="([^"]*)"/.exec(disposition)?.[1]
  if (!/[;\s]name="file"/.test(disposition) || name === undefined) return undefined
  return { name, mediaType, hash: createHash('sha256'), kept: [], size: 0 }
}

function take(file: Incoming, chunk: Buffer): void {
  file.size += chunk.length
  file.hash.update(chunk)
  if (file.size > keptBytesMax) file.kept.length = 0
  else file.kept.push(Buffer.from(chunk))
}

function finish(file: Incoming, media: MediaStore): StoredFile {
  const { name, mediaType, size } = file
  const content = size <= keptBytesMax ? { content: Buffer.concat(file.kept) } : {}
  return media.keep({ name, mediaType, size, sha256: file.hash.digest('hex'), ...content })
}

/** Streams the `file` parts of an upload into the store. Broken bodies throw MultipartFault. */
export async function receiveFiles(exchange: Exchange, media: MediaStore): Promise<StoredFile[]> {
  const boundary = boundaryOf(exchange.header('content-type') ?? '')
  const files: StoredFile[] = []
  let current: Incoming | undefined
  for await (const event of readParts(exchange.body.chunks(), boundary)) {
    if (event.kind === 'start') current = begin(event.disposition, event.mediaType)
    else if (current === undefined) continue
    else if (event.kind === 'data') take(current, event.chunk)
    else files.push(finish(current, media))
  }
  if (files.length === 0) throw new MultipartFault('no part named "file"')
  return files
}
