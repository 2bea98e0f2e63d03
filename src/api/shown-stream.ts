import type { StreamTarget } from '../audit/streams/audit-stream.ts'
import type { SeenStream } from '../audit/streams/streams.ts'

/** A stream as the management API tells it; what is absent is left out of the JSON. */
export function shownStream({ stream, progress, behind }: SeenStream) {
  const { id, name, what, state, dropBehind, changedAt, changedBy } = stream
  const { upTo, sentAt, lost, lostAt, failures, downSince, dueAt, outcome } = progress
  return {
    ...{ id, name, what, state, dropBehind },
    ...shownTarget(stream.target),
    ...{ upTo, behind, lost, failures, outcome },
    sentAt: moment(sentAt),
    lostAt: moment(lostAt),
    downSince: moment(downSince),
    nextAttemptAt: failures > 0 ? moment(dueAt) : undefined,
    changedAt: moment(changedAt),
    changedBy,
  }
}

function shownTarget(target: StreamTarget) {
  if (target.kind === 'syslog') {
    const { kind, host, port, transport, ca } = target
    return { kind, host, port, transport, ca }
  }
  const { kind, url, header, ca } = target
  // The value is a secret, which prints as `[sealed]`.
  return { kind, url: url.reveal(), headerName: header?.name, headerValue: header?.value, ca }
}

function moment(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString()
}
