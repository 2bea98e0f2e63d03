import { type AuditStream, type StreamChoice } from '../../../audit/streams/audit-stream.ts'
import { streamWishOf, type EnteredStream } from '../../../audit/streams/parse-stream-wish.ts'
import type { StreamWish } from '../../../audit/streams/stream-wish.ts'
import { endpointFault, type AddressRules } from '../../../identity/providers/check-url.ts'
import type { Fault } from '../../../lib/fault.ts'
import { sentForm } from '../../rules/sent-form.ts'

/** What stands in the form, and what is wrong with it. */
export interface StreamFormView {
  /** Undefined for a new stream. */
  readonly id: string | undefined
  readonly entered: EnteredStream
  /** As it was typed, where that is no number. */
  readonly typed: { readonly dropBehind: string; readonly port: string }
  /** A value of the header is kept, which nobody is shown. */
  readonly keepsValue: boolean
  readonly faults: readonly Fault[]
}

export type StreamKind = 'https' | 'syslog'

export interface StreamFormReading {
  /** As it was sent, to be shown again. */
  readonly view: StreamFormView
  /** Undefined where something is wrong with it. */
  readonly wish: StreamWish | undefined
}

const SYSLOG_PORT = 6514

const PROPOSED = {
  name: '',
  what: 'all' satisfies StreamChoice,
  state: 'on',
  begins: 'now',
  dropBehind: undefined,
  url: '',
  headerName: '',
  headerValue: '',
  host: '',
  port: SYSLOG_PORT,
  transport: 'tls',
  ca: '',
  rotateSecret: false,
} as const

export function emptyForm(kind: StreamKind): StreamFormView {
  return viewOf({ ...PROPOSED, kind }, undefined)
}

/** As the stream has it, without what stays hidden. */
export function formOfStream({ id, ...stream }: AuditStream): StreamFormView {
  const { name, what, dropBehind, target } = stream
  const state = stream.state === 'on' ? 'on' : 'off'
  const common = { ...PROPOSED, name, what, state, dropBehind, ca: target.ca ?? '' }
  if (target.kind === 'syslog') {
    const { kind, host, port, transport } = target
    return viewOf({ ...common, kind, host, port, transport }, id)
  }
  const { kind, url, header } = target
  const entered = { ...common, kind, url: url.reveal(), headerName: header?.name ?? '' }
  return { ...viewOf(entered, id), keepsValue: header !== undefined }
}

/** @param stream the one that is edited; undefined for a new one */
export function readStreamForm(
  body: unknown,
  stream: AuditStream | undefined,
  rules: AddressRules,
): StreamFormReading {
  const sent = sentForm(body)
  const typed = { dropBehind: sent.text('dropBehind').trim(), port: sent.text('port').trim() }
  const entered: EnteredStream = {
    name: sent.text('name').trim(),
    kind: stream?.target.kind ?? sent.text('kind'),
    what: sent.text('what'),
    state: sent.text('state'),
    begins: stream === undefined ? sent.text('begins') : 'now',
    dropBehind: typed.dropBehind === '' ? undefined : numberIn(typed.dropBehind),
    url: sent.text('url').trim(),
    headerName: sent.text('headerName').trim(),
    headerValue: sent.text('headerValue'),
    host: sent.text('host').trim(),
    port: numberIn(typed.port),
    // The page offers no other: what is not encrypted is for stand-ins, which set it up by the API.
    transport: stream?.target.kind === 'syslog' ? stream.target.transport : 'tls',
    ca: sent.text('ca'),
    rotateSecret: sent.has('rotateSecret'),
  }
  const reading = streamWishOf(entered, {
    allowPrivateAddresses: rules.allowPrivateAddresses,
    urlFault: (url) => endpointFault(url, 'introspection', rules),
  })
  const keepsValue = stream?.target.kind === 'https' && stream.target.header !== undefined
  const view = { id: stream?.id, entered, typed, keepsValue }
  return reading.kind === 'accepted'
    ? { view: { ...view, faults: [] }, wish: reading.wish }
    : { view: { ...view, faults: reading.faults }, wish: undefined }
}

function viewOf(entered: EnteredStream, id: string | undefined): StreamFormView {
  const { dropBehind, port } = entered
  const typed = { dropBehind: String(dropBehind ?? ''), port: String(port) }
  return { id, entered, typed, keepsValue: false, faults: [] }
}

// As people write numbers: "10,000" and "10 000" too.
function numberIn(text: string): number {
  const digits = text.replaceAll(/[\s,.’']/g, '')
  return /^\d{1,12}$/.test(digits) ? Number(digits) : Number.NaN
}
