/** A message of RFC 5424, taken apart to the letter: whatever its ABNF does not allow is refused. */
export interface ReadSyslog {
  readonly facility: number
  readonly severity: number
  readonly timestamp: string
  readonly hostname: string
  readonly appName: string
  readonly procId: string
  readonly msgId: string
  readonly id: string
  readonly params: Readonly<Record<string, string>>
  /** Without its byte order mark. */
  readonly message: string
}

const HEADER =
  /^<(0|[1-9]\d{0,2})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) ([\x21-\x7e]{1,255}) ([\x21-\x7e]{1,48}) ([\x21-\x7e]{1,128}) ([\x21-\x7e]{1,32}) (?=\[)/
const SD_NAME = /^[!#-<>-\\^-~]{1,32}$/

export function readSyslog(bytes: Buffer): ReadSyslog {
  // `fatal`: what is no UTF-8 is no message; and the mark is looked at below.
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  const header = HEADER.exec(text)
  if (header === null) throw new Error(`no header of RFC 5424: ${text.slice(0, 200)}`)
  const [whole, pri = '', timestamp = '', hostname = '', appName = '', procId = '', msgId = ''] =
    header
  const priority = Number(pri)
  if (priority > 191) throw new Error('no such priority')
  const { id, params, rest } = readElement(text.slice(whole.length))
  if (!rest.startsWith(' \uFEFF')) throw new Error('the text does not begin with its mark')
  const facility = Math.floor(priority / 8)
  const head = { facility, severity: priority % 8, timestamp, hostname, appName, procId, msgId }
  return { ...head, id, params, message: rest.slice(2) }
}

function readElement(text: string) {
  const id = /^\[([^ \]]+)/.exec(text)?.[1] ?? ''
  if (!SD_NAME.test(id)) throw new Error('no SD-ID')
  const params: Record<string, string> = {}
  let rest = text.slice(id.length + 1)
  while (rest.startsWith(' ')) {
    // Inside a value, `"`, `\` and `]` stand behind a backslash only (§6.3.3).
    const param = /^ ([^=]+)="((?:[^"\\\]]|\\["\\\]])*)"/.exec(rest)
    const [whole, name = '', value = ''] = param ?? []
    if (whole === undefined || !SD_NAME.test(name)) throw new Error('no SD-PARAM')
    params[name] = value.replaceAll(/\\(["\\\]])/g, '$1')
    rest = rest.slice(whole.length)
  }
  if (!rest.startsWith(']')) throw new Error('the element has no end')
  return { id, params, rest: rest.slice(1) }
}

/** Messages behind their lengths (RFC 5425 §4.3), to the last byte. */
export function readOctetCounted(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = []
  let rest = bytes
  while (rest.length > 0) {
    const digits = /^([1-9]\d{0,9}) /.exec(rest.subarray(0, 11).toString('latin1'))?.[1]
    if (digits === undefined) throw new Error('no length')
    const [from, length] = [digits.length + 1, Number(digits)]
    if (rest.length < from + length) throw new Error('a message is cut')
    messages.push(rest.subarray(from, from + length))
    rest = rest.subarray(from + length)
  }
  return messages
}
