import type { Secret } from '../../lib/secret.ts'

/** Which events a stream is made of; what it says of itself (`stream.lost`, …) is always among them. */
export const STREAM_CHOICES = ['all', 'changes', 'refusals'] as const
export type StreamChoice = (typeof STREAM_CHOICES)[number]

/** A receiver that takes lines of JSON by POST. */
export interface HttpsTarget {
  readonly kind: 'https'
  /** Many receivers know their senders by the address alone, so it is kept like a secret. */
  readonly url: Secret
  /** What the receiver knows its senders by: `Authorization: Bearer …`, or a header of its own. */
  readonly header: { readonly name: string; readonly value: Secret } | undefined
  /** Signs each batch: `whsec_` and the key in base64. */
  readonly secret: Secret
  /** What was signed with before; it signs as well until the receiver has had time to change. */
  readonly previous: { readonly secret: Secret; readonly until: number } | undefined
  /** PEM of the authorities that its certificate may be of, in place of the public ones. */
  readonly ca: string | undefined
}

/** A receiver of syslog messages. */
export interface SyslogTarget {
  readonly kind: 'syslog'
  readonly host: string
  readonly port: number
  /** `tcp` is not encrypted, and only for stand-ins on our own network. */
  readonly transport: 'tls' | 'tcp'
  readonly ca: string | undefined
}

export type StreamTarget = HttpsTarget | SyslogTarget

/** Where the audit events of one tenant go, beside its log. */
export interface AuditStream {
  readonly tenantId: string
  readonly id: string
  readonly name: string
  /** `gone`: the receiver said that it wants no more (410); only an admin switches it on again. */
  readonly state: 'on' | 'off' | 'gone'
  readonly what: StreamChoice
  readonly target: StreamTarget
  /** More lines of the chain than these do not wait for the receiver: the oldest are given up. */
  readonly dropBehind: number | undefined
  readonly createdAt: number
  readonly changedAt: number
  readonly changedBy: string
}

/** How far a stream has come. Times are milliseconds since the epoch. */
export interface StreamProgress {
  /** The place in the tenant's chain up to which all was sent, passed over or lost. */
  readonly upTo: number
  /** The place of the last record that was sent; 0 before the first. */
  readonly lastSent: number
  readonly sentAt: number | undefined
  /** Lines of the chain that were given up, since the stream was made. */
  readonly lost: number
  readonly lostAt: number | undefined
  /** In a row, until now. */
  readonly failures: number
  readonly failingSince: number | undefined
  /** Told by `stream.down`. */
  readonly downSince: number | undefined
  /** Not asked before. */
  readonly dueAt: number
  /** What came of the last attempt, in words; never an address. */
  readonly outcome: string | undefined
}

export interface StoredStream {
  readonly stream: AuditStream
  readonly progress: StreamProgress
}

/** Which stream; the tenant comes first. */
export type StreamRef = Pick<AuditStream, 'tenantId' | 'id'>

/** Where a new stream, or one whose troubles are over, stands. */
export function freshProgress(upTo: number, now: number): StreamProgress {
  return { ...NOTHING_YET, upTo, dueAt: now }
}

const NOTHING_YET = {
  lastSent: 0,
  sentAt: undefined,
  lost: 0,
  lostAt: undefined,
  failures: 0,
  failingSince: undefined,
  downSince: undefined,
  outcome: undefined,
} as const

/** The host alone, with its port where that is not the usual one: for lists, logs and audit events. */
export function hostOfTarget(target: StreamTarget): string {
  if (target.kind === 'syslog') return `${target.host}:${String(target.port)}`
  return URL.parse(target.url.reveal())?.host ?? ''
}
