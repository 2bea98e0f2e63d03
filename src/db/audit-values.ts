import type { AuditEvent, CallCompletion, CallEvent } from '../audit/audit-event.ts'
import type { ChainLink } from '../audit/chain.ts'
import { auditRowOf, completionColumns } from './audit-row.ts'
import type { SqlValue } from './raw-sql.ts'

/** Columns of an event with its place, in the order of `auditValues`. */
export const EVENT_COLUMNS = [
  ...['id', 'tenant_id', 'at', 'request_id', 'kind', 'credential_kind', 'credential_id'],
  ...['trust_rule', 'account_id', 'acts_as', 'method', 'path', 'address', 'decision', 'rule'],
  ...['subject', 'detail', 'shadows', 'policy_version', 'caller', 'operation', 'seen', 'limits'],
  ...['outcome', 'status', 'code', 'upstream_status', 'trace_id', 'duration_ms', 'hint'],
  ...['deprecation', 'upstream_ms', 'bytes_in', 'bytes_out', 'actor', 'facts', 'seq', 'hash'],
] as const
type Column = (typeof EVENT_COLUMNS)[number]

/** What `auditRowOf` says of an event, and its place, as a list of values. */
export function auditValues(
  event: AuditEvent,
  completion: CallCompletion | undefined,
  link: ChainLink,
): SqlValue[] {
  if (event.kind === 'call') return callValues(event, completion, link)
  const row: Readonly<Record<Column, SqlValue>> = {
    ...auditRowOf(event),
    ...(completion === undefined ? undefined : completionColumns(completion)),
    ...link,
  }
  return EVENT_COLUMNS.map((column) => row[column])
}

// Of these there are thousands a second: written out, since a row of forty names that is read by its names
// costs as much as all the rest of its way. A test holds the two together.
function callValues(
  call: CallEvent,
  end: CallCompletion | undefined,
  { seq, hash }: ChainLink,
): SqlValue[] {
  return [
    call.id,
    call.tenantId,
    call.at,
    call.requestId,
    call.kind,
    call.credentialKind ?? null,
    call.credentialId ?? null,
    call.trustRule ?? null,
    call.accountId ?? null,
    call.actsAs ?? null,
    call.method,
    call.path,
    call.address,
    call.decision,
    call.rule,
    call.subject ?? null,
    call.detail ?? null,
    call.shadows ?? null,
    call.policyVersion ?? null,
    call.caller ?? null,
    call.operation ?? null,
    call.seen === undefined ? null : JSON.stringify(call.seen),
    call.limits ?? null,
    end?.outcome ?? call.outcome,
    end?.status ?? null,
    end?.code ?? null,
    end?.upstreamStatus ?? null,
    end?.traceId ?? null,
    end?.durationMs ?? null,
    end?.hint ?? null,
    end?.deprecation ?? null,
    end?.upstreamMs ?? null,
    end?.bytesIn ?? null,
    end?.bytesOut ?? null,
    null,
    null,
    seq,
    hash,
  ]
}
