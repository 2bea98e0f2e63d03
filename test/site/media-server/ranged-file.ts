import { empty } from '../http/reply.ts'
import type { HeaderValues, Reply } from '../http/reply.ts'
import type { StoredFile } from './media-store.ts'

function contentOf(file: StoredFile): Buffer {
  // A large upload was not kept: zeros of the right length stand in for it, and the digest header tells.
  return file.content ?? Buffer.alloc(file.size)
}

function readRange(range: string | undefined, size: number): readonly [number, number] | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(range ?? '')
  const [first = '', last = ''] = found?.slice(1) ?? []
  if (found === null || (first === '' && last === '')) return undefined
  if (first === '') return [Math.max(0, size - Number(last)), size - 1]
  return [Number(first), last === '' ? size - 1 : Math.min(Number(last), size - 1)]
}

/** The file, or the part of it that a Range header asks for. */
export function rangedFile(file: StoredFile, range: string | undefined): Reply {
  const headers: HeaderValues = {
    'content-type': file.mediaType,
    'accept-ranges': 'bytes',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'x-stand-in-sha256': file.sha256,
  }
  const asked = readRange(range, file.size)
  if (asked === undefined) return { status: 200, headers, body: contentOf(file) }
  const [first, last] = asked
  if (first > last) return empty(416, { 'content-range': `bytes */${file.size}` })
  const part = contentOf(file).subarray(first, last + 1)
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${first}-${last}/${file.size}` },
    body: part,
  }
}
