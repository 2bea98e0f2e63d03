/** What a multipart body consists of, in order; content arrives in pieces so that size does not matter. */
export type PartEvent =
  | { readonly kind: 'start'; readonly disposition: string; readonly mediaType: string }
  | { readonly kind: 'data'; readonly chunk: Buffer }
  | { readonly kind: 'end' }

/** The body is not what its boundary promises. */
export class MultipartFault extends Error {}

function startOf(head: string): PartEvent {
  const value = (name: string): string | undefined =>
    new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(head)?.[1]?.trim()
  const mediaType = value('content-type') ?? 'application/octet-stream'
  return { kind: 'start', disposition: value('content-disposition') ?? '', mediaType }
}

/** Takes a multipart body apart while it streams in. */
export async function* readParts(
  chunks: AsyncIterable<Buffer>,
  boundary: string,
): AsyncGenerator<PartEvent> {
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  // The first delimiter has no line before it; one is put there so that all look alike.
  let pending: Buffer = Buffer.from('\r\n')
  let state: 'preamble' | 'head' | 'content' | 'done' = 'preamble'
  for await (const chunk of chunks) {
    pending = Buffer.concat([pending, chunk])
    for (;;) {
      if (state === 'done') {
        pending = Buffer.alloc(0)
        break
      }
      if (state === 'head') {
        if (pending.length >= 2 && pending.subarray(0, 2).toString() === '--') {
          state = 'done'
          continue
        }
        const end = pending.indexOf('\r\n\r\n')
        if (end < 0) break
        yield startOf(pending.subarray(0, end).toString('utf8'))
        pending = pending.subarray(end + 4)
        state = 'content'
        continue
      }
      const at = pending.indexOf(delimiter)
      const safe: number = at < 0 ? Math.max(0, pending.length - delimiter.length) : at
      if (state === 'content' && safe > 0) yield { kind: 'data', chunk: pending.subarray(0, safe) }
      pending = pending.subarray(safe)
      if (at < 0) break
      if (state === 'content') yield { kind: 'end' }
      pending = pending.subarray(delimiter.length)
      state = 'head'
    }
  }
  if (state !== 'done') throw new MultipartFault('the body ends before its last boundary')
}

/** The boundary that a content type names. */
export function boundaryOf(contentType: string): string {
  const found = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  const boundary = found?.[1] ?? found?.[2]
  if (boundary === undefined) throw new MultipartFault('no boundary')
  return boundary
}
