import type { StreamRecord } from './stream-record.ts'

/** "Log audit" (RFC 5424 §6.2.1). */
const FACILITY = 13
/**
 * The private enterprise number that is kept for examples (RFC 5612). Gatehouse has none of its own, and
 * whoever reads these messages finds the element by its whole name.
 */
const SD_ID = 'gatehouse@32473'
const BOM = Buffer.from('\uFEFF')
const HOSTNAME_MAX = 255
const MSGID_MAX = 32

/**
 * A record as one message of RFC 5424: facility 13, `gatehouse`, the kind of the event as MSGID, its place in
 * the tenant's chain as structured data, and as the text a byte order mark and the line of JSON.
 */
export function syslogMessage({ at, kind, severity, site, place, text }: StreamRecord): Buffer {
  const priority = FACILITY * 8 + severity
  const host = headerWord(site.host, HOSTNAME_MAX)
  const id = headerWord(kind, MSGID_MAX)
  const head = `<${String(priority)}>1 ${new Date(at).toISOString()} ${host} gatehouse - ${id}`
  return Buffer.concat([
    Buffer.from(`${head} ${structuredData({ ...place, product: site.product })} `),
    BOM,
    Buffer.from(text),
  ])
}

/** Messages as one stream of bytes, each behind its length (RFC 5425 §4.3, RFC 6587 §3.4.1). */
export function octetCounted(messages: readonly Buffer[]): Buffer {
  return Buffer.concat(
    messages.flatMap((message) => [Buffer.from(`${String(message.length)} `), message]),
  )
}

function structuredData(params: Readonly<Record<string, string>>): string {
  const all = Object.entries(params).map(([name, value]) => ` ${name}="${escaped(value)}"`)
  return `[${SD_ID}${all.join('')}]`
}

// RFC 5424 §6.3.3; a lone surrogate has no UTF-8, and stands as U+FFFD.
function escaped(value: string): string {
  return value.toWellFormed().replaceAll(/["\\\]]/g, '\\$&')
}

// Visible ASCII without spaces; a field without a value is a hyphen (§6.2).
function headerWord(text: string, lengthMax: number): string {
  return text.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, lengthMax) || '-'
}
