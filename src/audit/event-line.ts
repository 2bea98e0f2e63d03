import type { AuditEvent, CallCompletion, CallEvent, ChangeEvent } from './audit-event.ts'

/**
 * An event as one line of text, the same for the same event for ever: chains of hashes are made of these,
 * and the journal holds them. Members come in a fixed order and absent ones at the end are left out, so a
 * member that a later version adds, as the last, changes no line that was written before.
 */
export function eventLine(event: AuditEvent): string {
  return event.kind === 'call' ? callLine(event) : changeLine(event)
}

function callLine(event: CallEvent): string {
  return textOf([
    event.kind,
    event.id,
    event.tenantId,
    event.at,
    event.requestId,
    event.credentialKind,
    event.credentialId,
    event.subject,
    event.trustRule,
    event.accountId,
    event.actsAs,
    event.method,
    event.path,
    event.address,
    event.decision,
    event.rule,
    event.detail,
    event.shadows,
    event.outcome,
    event.policyVersion,
    event.caller,
    event.operation,
    event.seen,
    event.limits,
    event.pathClass,
  ])
}

function changeLine({ kind, id, tenantId, at, requestId, actor, subject, facts }: ChangeEvent) {
  return textOf([kind, id, tenantId, at, requestId, actor, subject, facts])
}

/** How a call ended, as one line that names its event. */
export function completionLine(eventId: string, completion: CallCompletion): string {
  return textOf([
    'end',
    eventId,
    completion.outcome,
    completion.status,
    completion.code,
    completion.upstreamStatus,
    completion.traceId,
    completion.durationMs,
    completion.hint,
    completion.deprecation,
    completion.upstreamMs,
    completion.bytesIn,
    completion.bytesOut,
  ])
}

/** An event that was complete when it came into the chain. */
export function wholeLine(event: string, completion: string | undefined): string {
  return completion === undefined ? event : `${event}\n${completion}`
}

function textOf(members: unknown[]): string {
  while (members.at(-1) === undefined) members.pop()
  return JSON.stringify(members)
}

/** What a line of the journal says. */
export type ReadLine =
  | { readonly kind: 'event'; readonly event: AuditEvent }
  | { readonly kind: 'end'; readonly eventId: string; readonly completion: CallCompletion }

/**
 * The other way round, for lines of our own making: the journal has proved by its hashes that it is
 * such, so each cast below reads back what one of the functions above wrote.
 */
export function readLine(line: string): ReadLine {
  const members = JSON.parse(line) as unknown[]
  for (let at = 0; at < members.length; at += 1) members[at] ??= undefined
  if (members[0] === 'end') {
    const [, eventId] = members as [string, string]
    return { kind: 'end', eventId, completion: completionOf(members) }
  }
  return {
    kind: 'event',
    event: members[0] === 'call' ? callOf(members) : changeOf(members),
  }
}

// Each call is read once on its way into the table. Written out by place: taking the list apart and spreads
// take three times as long.
function callOf(members: readonly unknown[]): CallEvent {
  return {
    kind: 'call',
    id: members[1],
    tenantId: members[2],
    at: members[3],
    requestId: members[4],
    credentialKind: members[5],
    credentialId: members[6],
    subject: members[7],
    trustRule: members[8],
    accountId: members[9],
    actsAs: members[10],
    method: members[11],
    path: members[12],
    address: members[13],
    decision: members[14],
    rule: members[15],
    detail: members[16],
    shadows: members[17],
    outcome: members[18],
    policyVersion: members[19],
    caller: members[20],
    operation: members[21],
    seen: members[22],
    limits: members[23],
    pathClass: members[24],
  } as CallEvent
}

function changeOf([kind, id, tenantId, at, requestId, actor, subject, facts]: readonly unknown[]) {
  return { kind, id, tenantId, at, requestId, actor, subject, facts } as ChangeEvent
}

function completionOf(members: readonly unknown[]): CallCompletion {
  return {
    outcome: members[2],
    status: members[3],
    code: members[4],
    upstreamStatus: members[5],
    traceId: members[6],
    durationMs: members[7],
    hint: members[8],
    deprecation: members[9],
    upstreamMs: members[10],
    bytesIn: members[11],
    bytesOut: members[12],
  } as CallCompletion
}
