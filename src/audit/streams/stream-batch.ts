import type { StreamRef } from './audit-stream.ts'
import { recordOf, type StreamRecord, type StreamSite } from './stream-record.ts'
import type { ChainPart } from './stream-source.ts'
import type { StreamBatch } from './stream-transport.ts'

const RECORDS_MAX = 500
const BYTES_MAX = 512 * 1024

/** Some of the lines that are next, and where the stream stands once they have arrived. */
export interface NextBatch {
  readonly batch: StreamBatch
  readonly upTo: number
  readonly lastSent: number
}

/**
 * As many of the lines as go at once. After each failure in a row it is half as many: a receiver that
 * takes no large bodies, or none in time, still gets them.
 * @param lastSent place of the record that was sent before
 */
export function nextBatch(
  { id }: StreamRef,
  { lines, upTo }: Extract<ChainPart, { readonly kind: 'lines' }>,
  site: StreamSite,
  { lastSent, failures }: { readonly lastSent: number; readonly failures: number },
): NextBatch {
  const recordsMax = Math.max(1, Math.floor(RECORDS_MAX / 2 ** failures))
  const records: StreamRecord[] = []
  let bytes = 0
  let last = lastSent
  for (const line of lines) {
    const record = recordOf(line, last, site)
    bytes += Buffer.byteLength(record.text)
    // One that is larger than a batch may be goes alone.
    const isFull = records.length >= recordsMax || (records.length > 0 && bytes > BYTES_MAX)
    if (isFull) return ended(id, records, { first: lastSent, last, upTo: last })
    records.push(record)
    last = line.seq
  }
  return ended(id, records, { first: lastSent, last, upTo })
}

function ended(
  id: string,
  records: readonly StreamRecord[],
  { first, last, upTo }: { readonly first: number; readonly last: number; readonly upTo: number },
): NextBatch {
  const name = `${id}-${String(first)}-${String(last)}`
  return { batch: { id: name, records }, upTo, lastSent: last }
}
