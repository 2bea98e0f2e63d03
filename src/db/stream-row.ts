import {
  STREAM_CHOICES,
  type AuditStream,
  type StoredStream,
  type StreamProgress,
  type StreamRef,
  type StreamTarget,
} from '../audit/streams/audit-stream.ts'
import type { Sealer } from '../lib/sealer.ts'
import { Secret } from '../lib/secret.ts'
import type { AuditStreamRow } from './tables.ts'

/** What a sealed target is bound to: copied to another stream, it opens nowhere. */
export function streamBinding({ tenantId, id }: StreamRef): string {
  return `audit_streams.sealed_target:${tenantId}/${id}`
}

/** The columns that an admin decides. */
export function streamColumns(stream: AuditStream, sealer: Sealer) {
  const target = new Secret(textOfTarget(stream.target))
  return {
    tenant_id: stream.tenantId,
    id: stream.id,
    name: stream.name,
    state: stream.state,
    what: stream.what,
    sealed_target: sealer.seal(target, streamBinding(stream)),
    drop_behind: stream.dropBehind ?? null,
    created_at: stream.createdAt,
    changed_at: stream.changedAt,
    changed_by: stream.changedBy,
  } satisfies Partial<AuditStreamRow>
}

/** The columns that say how far it has come. */
export function progressColumns(progress: StreamProgress) {
  return {
    up_to: progress.upTo,
    last_sent: progress.lastSent,
    sent_at: progress.sentAt ?? null,
    lost: progress.lost,
    lost_at: progress.lostAt ?? null,
    failures: progress.failures,
    failing_since: progress.failingSince ?? null,
    down_since: progress.downSince ?? null,
    due_at: progress.dueAt,
    outcome: progress.outcome ?? null,
  } satisfies Partial<AuditStreamRow>
}

export function storedStreamOf(row: AuditStreamRow, sealer: Sealer): StoredStream {
  const ref = { tenantId: row.tenant_id, id: row.id }
  const target = sealer.open(row.sealed_target, streamBinding(ref))
  const stream: AuditStream = {
    ...ref,
    name: row.name,
    // Written by `streamColumns` or `move`; no other writer of this table exists.
    state: row.state as AuditStream['state'],
    what: STREAM_CHOICES.find((choice) => choice === row.what) ?? 'all',
    target: targetOfText(target.reveal()),
    dropBehind: row.drop_behind ?? undefined,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  }
  return { stream, progress: progressOf(row) }
}

function progressOf(row: AuditStreamRow): StreamProgress {
  return {
    upTo: row.up_to,
    lastSent: row.last_sent,
    sentAt: row.sent_at ?? undefined,
    lost: row.lost,
    lostAt: row.lost_at ?? undefined,
    failures: row.failures,
    failingSince: row.failing_since ?? undefined,
    downSince: row.down_since ?? undefined,
    dueAt: row.due_at,
    outcome: row.outcome ?? undefined,
  }
}

interface OpenSecret {
  readonly open: string
}

// Sealed as a whole, so its secrets stand in it as they are. `JSON.stringify` asks a secret for its JSON before
// it asks here, so it is whatever holds the secret that is replaced.
function textOfTarget(target: StreamTarget): string {
  return JSON.stringify(target, (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value
    const members = Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      member instanceof Secret ? ({ open: member.reveal() } satisfies OpenSecret) : member,
    ])
    return Object.fromEntries(members) as unknown
  })
}

function targetOfText(text: string): StreamTarget {
  // Written by `textOfTarget`, and proved by its seal to be ours.
  return JSON.parse(text, (_name, value: unknown) =>
    isOpenSecret(value) ? new Secret(value.open) : value,
  ) as StreamTarget
}

function isOpenSecret(value: unknown): value is OpenSecret {
  return typeof value === 'object' && value !== null && Object.keys(value).join() === 'open'
}
