import type { Secret } from '../../lib/secret.ts'
import type { AuditStream, StreamChoice } from './audit-stream.ts'

interface WishedHttps {
  readonly kind: 'https'
  readonly url: string
  /** Without a value, the one that is there stays. */
  readonly header: { readonly name: string; readonly value: Secret | undefined } | undefined
  readonly ca: string | undefined
}

interface WishedSyslog {
  readonly kind: 'syslog'
  readonly host: string
  readonly port: number
  readonly transport: 'tls' | 'tcp'
  readonly ca: string | undefined
}

/** What an admin wants; the address was looked at where it was entered. */
export interface StreamWish extends Pick<AuditStream, 'name' | 'dropBehind'> {
  readonly what: StreamChoice
  readonly state: 'on' | 'off'
  readonly target: WishedHttps | WishedSyslog
  /** Where a new stream begins: with what happens next, or with the oldest event that is kept. */
  readonly begins: 'now' | 'oldest'
  /** A new signing secret in any case. */
  readonly rotateSecret: boolean
}
