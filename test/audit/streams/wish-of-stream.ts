import type { AuditStream } from '../../../src/audit/streams/audit-stream.ts'
import type { StreamWish } from '../../../src/audit/streams/stream-wish.ts'

/** The wish that would leave a stream as it is, but on. */
export function wishOfStream({ name, what, dropBehind, target }: AuditStream): StreamWish {
  const common = {
    name,
    what,
    dropBehind,
    state: 'on',
    begins: 'now',
    rotateSecret: false,
  } as const
  if (target.kind === 'syslog') return { ...common, target }
  const { kind, url, header, ca } = target
  const kept = header && { name: header.name, value: undefined }
  return { ...common, target: { kind, url: url.reveal(), header: kept, ca } }
}
