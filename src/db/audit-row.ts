import type {
  AuditEvent,
  CallCompletion,
  CallEvent,
  ChangeEvent,
  RecordedEvent,
  SeenCaller,
} from '../audit/audit-event.ts'
import type { AuditRow } from './tables.ts'

const EMPTY: Omit<AuditRow, 'id' | 'tenant_id' | 'at' | 'request_id' | 'kind'> = {
  credential_kind: null,
  credential_id: null,
  trust_rule: null,
  account_id: null,
  acts_as: null,
  method: null,
  path: null,
  address: null,
  decision: null,
  rule: null,
  outcome: null,
  status: null,
  code: null,
  upstream_status: null,
  trace_id: null,
  duration_ms: null,
  actor: null,
  subject: null,
  facts: null,
  detail: null,
  shadows: null,
  policy_version: null,
  caller: null,
  operation: null,
  seen: null,
  hint: null,
  deprecation: null,
  limits: null,
  upstream_ms: null,
  bytes_in: null,
  bytes_out: null,
  path_class: null,
  seq: null,
  hash: null,
  end_seq: null,
  end_hash: null,
}

export function auditRowOf(event: AuditEvent): AuditRow {
  const common = {
    ...EMPTY,
    id: event.id,
    tenant_id: event.tenantId,
    at: event.at,
    request_id: event.requestId,
    kind: event.kind,
  }
  if (event.kind !== 'call') {
    const { actor, subject } = event
    return { ...common, actor, subject, facts: JSON.stringify(event.facts) }
  }
  return {
    ...common,
    credential_kind: event.credentialKind ?? null,
    credential_id: event.credentialId ?? null,
    subject: event.subject ?? null,
    trust_rule: event.trustRule ?? null,
    detail: event.detail ?? null,
    shadows: event.shadows ?? null,
    account_id: event.accountId ?? null,
    acts_as: event.actsAs ?? null,
    method: event.method,
    path: event.path,
    address: event.address,
    decision: event.decision,
    rule: event.rule,
    outcome: event.outcome,
    policy_version: event.policyVersion ?? null,
    caller: event.caller ?? null,
    operation: event.operation ?? null,
    seen: event.seen === undefined ? null : JSON.stringify(event.seen),
    limits: event.limits ?? null,
    path_class: event.pathClass ?? null,
  }
}

/** Columns of a call that nobody has taken down the end of. */
export const NO_COMPLETION = {
  status: null,
  code: null,
  upstream_status: null,
  trace_id: null,
  duration_ms: null,
  hint: null,
  deprecation: null,
  upstream_ms: null,
  bytes_in: null,
  bytes_out: null,
}

export function completionColumns(completion: CallCompletion) {
  return {
    outcome: completion.outcome,
    status: completion.status,
    code: completion.code ?? null,
    upstream_status: completion.upstreamStatus ?? null,
    trace_id: completion.traceId ?? null,
    duration_ms: completion.durationMs,
    hint: completion.hint ?? null,
    deprecation: completion.deprecation ?? null,
    upstream_ms: completion.upstreamMs ?? null,
    bytes_in: completion.bytesIn ?? null,
    bytes_out: completion.bytesOut ?? null,
  }
}

/** The row as it was written: every cast below reads back a word that `auditRowOf` wrote. */
export function recordedEventOf(row: AuditRow): RecordedEvent {
  const common = { id: row.id, tenantId: row.tenant_id, at: row.at, requestId: row.request_id }
  if (row.kind !== 'call') {
    return {
      ...common,
      kind: row.kind as ChangeEvent['kind'],
      actor: row.actor ?? '',
      subject: row.subject ?? '',
      facts: JSON.parse(row.facts ?? '{}') as ChangeEvent['facts'],
    }
  }
  const call: CallEvent = {
    ...common,
    kind: 'call',
    credentialKind: row.credential_kind ?? undefined,
    credentialId: row.credential_id ?? undefined,
    subject: row.subject ?? undefined,
    trustRule: row.trust_rule ?? undefined,
    detail: row.detail ?? undefined,
    shadows: row.shadows ?? undefined,
    accountId: row.account_id ?? undefined,
    actsAs: (row.acts_as ?? undefined) as CallEvent['actsAs'],
    method: row.method ?? '',
    path: row.path ?? '',
    address: row.address ?? '',
    decision: row.decision as CallEvent['decision'],
    rule: row.rule ?? '',
    outcome: row.outcome as CallEvent['outcome'],
    policyVersion: row.policy_version ?? undefined,
    caller: row.caller ?? undefined,
    operation: row.operation ?? undefined,
    seen: row.seen === null ? undefined : (JSON.parse(row.seen) as SeenCaller),
    limits: row.limits ?? undefined,
    pathClass: row.path_class ?? undefined,
  }
  const completion = completionOf(row)
  return completion === undefined ? call : { ...call, completion }
}

function completionOf(row: AuditRow): CallCompletion | undefined {
  if (row.status === null) return undefined
  return {
    outcome: row.outcome as CallCompletion['outcome'],
    status: row.status,
    code: (row.code ?? undefined) as CallCompletion['code'],
    upstreamStatus: row.upstream_status ?? undefined,
    traceId: row.trace_id ?? undefined,
    durationMs: row.duration_ms ?? 0,
    hint: row.hint ?? undefined,
    deprecation: row.deprecation ?? undefined,
    upstreamMs: row.upstream_ms ?? undefined,
    bytesIn: row.bytes_in ?? undefined,
    bytesOut: row.bytes_out ?? undefined,
  }
}
