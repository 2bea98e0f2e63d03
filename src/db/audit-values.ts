import type { AuditEvent, CallCompletion, CallEvent } from '../audit/audit-event.ts'
import type { ChainLink } from '../audit/chain.ts'
import { auditRowOf, completionColumns } from './audit-row.ts'
import type { SqlValue } from './raw-sql.ts'

/** Columns of an event with its place, in the order of `addAuditValues`. */
export const EVENT_COLUMNS = [
  ...['id', 'tenant_id', 'at', 'request_id', 'kind', 'credential_kind', 'credential_id'],
  ...['trust_rule', 'account_id', 'acts_as', 'method', 'path', 'address', 'decision', 'rule'],
  ...['subject', 'detail', 'shadows', 'policy_version', 'caller', 'operation', 'seen', 'limits'],
  ...['path_class'],
  ...['outcome', 'status', 'code', 'upstream_status', 'trace_id', 'duration_ms', 'hint'],
  ...['deprecation', 'upstream_ms', 'bytes_in', 'bytes_out', 'actor', 'facts', 'seq', 'hash'],
] as const
type Column = (typeof EVENT_COLUMNS)[number]

/** Adds to a list what `auditRowOf` says of an event, and its place, in the order of `EVENT_COLUMNS`. */
export function addAuditValues(
  values: SqlValue[],
  event: AuditEvent,
  completion: CallCompletion | undefined,
  link: ChainLink,
): void {
  if (event.kind === 'call') {
    addCallValues(values, event, completion, link)
    return
  }
  const row: Readonly<Record<Column, SqlValue>> = {
    ...auditRowOf(event),
    ...(completion === undefined ? undefined : completionColumns(completion)),
    ...link,
  }
  for (const column of EVENT_COLUMNS) values.push(row[column])
}

// Of these there are thousands a second: written out, since a row of forty names that is read by its names
// costs as much as all the rest of its way. A test holds the two together.
function addCallValues(
  values: SqlValue[],
  call: CallEvent,
  end: CallCompletion | undefined,
  { seq, hash }: ChainLink,
): void {
  values.push(
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
    call.pathClass ?? null,
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
  )
}
