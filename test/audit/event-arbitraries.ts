import fc from 'fast-check'
import type { CallEvent, CallCompletion, RecordedEvent } from '../../src/audit/audit-event.ts'
import type { EventFilter, Span } from '../../src/audit/audit-reader.ts'
import { aCallEvent, aChange } from '../support/things.ts'

/** Few names and few moments, so that what is asked for is often there, and often more than once. */
export const TENANTS = ['jira-tenant', 'other'] as const
const BEGIN = 1_700_000_000_000
const anAt = fc
  .oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 3 * 24 * 3_600_000 }))
  .map((after) => BEGIN + after)

const CALLERS = ['api-token one', 'provider-token acme ann', 'basic 10.0.0.1'] as const
const CODES = ['policy/read-only', 'credential/invalid', 'upstream/timeout'] as const
const SHADOWS = ['would-deny:a', 'would-deny:a-b', 'would-limit:a', 'would-allow:A'] as const
const KINDS = ['token.revoked', 'calls.refused', 'policy'] as const
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
const idOf = fc.uuid()

const aCompletion: fc.Arbitrary<CallCompletion> = fc.record({
  outcome: fc.constantFrom('answered', 'refused', 'failed', 'aborted'),
  status: fc.constantFrom(200, 403, 504, 0),
  code: maybe(fc.constantFrom(...CODES)),
  upstreamStatus: maybe(fc.constant(200)),
  traceId: maybe(fc.constant('trace')),
  durationMs: fc.integer({ min: 0, max: 20 }),
  hint: maybe(fc.constantFrom('scope-missing', 'ip-list')),
  deprecation: maybe(fc.constantFrom('@1', 'Sun, 30 Nov 2025')),
  upstreamMs: maybe(fc.integer({ min: 0, max: 20 })),
  bytesIn: maybe(fc.constantFrom(0, 7)),
  bytesOut: maybe(fc.constantFrom(0, 2_048, 5_000_000_000)),
}) as fc.Arbitrary<CallCompletion> // The codes are made up in part, as those of a later version are.

const aCall: fc.Arbitrary<CallEvent> = fc
  .record({
    id: idOf,
    requestId: idOf,
    tenantId: fc.constantFrom(...TENANTS),
    at: anAt,
    credentialKind: maybe(fc.constantFrom('api-token', 'basic')),
    credentialId: maybe(fc.constantFrom('one', 'two')),
    subject: maybe(fc.constantFrom('ann', 'bob')),
    accountId: maybe(fc.constantFrom('ann', 'bob')),
    caller: maybe(fc.constantFrom(...CALLERS)),
    trustRule: maybe(fc.constant('builds')),
    actsAs: maybe(fc.constantFrom('user', 'app', 'anonymous')),
    address: fc.constantFrom('10.0.0.1', '::1'),
    policyVersion: maybe(fc.constantFrom(1, 2)),
    limits: maybe(fc.constantFrom('a=1/2', 'a-b=0/5 a=1/2', 'b=3/4 a-b=0/5')),
    method: fc.constantFrom('GET', 'DELETE', 'HEAD'),
    path: fc.constantFrom('/a/1', '/a/2', '/a/{b}'),
    operation: maybe(fc.constant('/a/{b}')),
    pathClass: maybe(fc.constantFrom('/a/{}', '/a/1')),
    decision: fc.constantFrom('allow' as const, 'deny' as const),
    rule: fc.constantFrom('call-only-reads', 'no-deletes'),
    shadows: maybe(
      fc.uniqueArray(fc.constantFrom(...SHADOWS), { minLength: 1 }).map((all) => all.join(' ')),
    ),
  })
  .map((given) => aCallEvent(given))

/** Ids are the longest part of an event that is told apart, and each is there once. */
export const anEvent: fc.Arbitrary<RecordedEvent> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(aCall, aCompletion).map(withCompletion) },
  { weight: 1, arbitrary: aCall },
  {
    weight: 2,
    arbitrary: fc
      .record({
        id: idOf,
        requestId: idOf,
        tenantId: fc.constantFrom(...TENANTS),
        at: anAt,
        actor: fc.constantFrom('ann', 'gatehouse'),
        kind: fc.constantFrom('token.revoked' as const, 'calls.refused' as const),
        subject: fc.constantFrom('ann', 'no-deletes'),
      })
      .map((given) => aChange(given)),
  },
)

function withCompletion([call, completion]: [CallEvent, CallCompletion]): RecordedEvent {
  return { ...call, outcome: completion.outcome, completion }
}

export const aSpan: fc.Arbitrary<Span> = fc
  .tuple(anAt, anAt)
  .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) + 1 }))

const present = <T extends object>(given: T): Partial<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>

/** Mostly one or two members. */
export const aFilter: fc.Arbitrary<EventFilter> = fc
  .record({
    what: rarely(fc.constantFrom('calls', 'changes')),
    span: rarely(aSpan),
    caller: rarely(fc.constantFrom(...CALLERS, '', 'nobody')),
    credentialKind: rarely(fc.constantFrom('basic', 'bypass')),
    credentialId: rarely(fc.constantFrom('one', 'nothing')),
    accountId: rarely(fc.constantFrom('ann', 'nobody')),
    ended: rarely(fc.constantFrom('answered', 'refused', 'failed')),
    code: rarely(fc.constantFrom(...CODES)),
    rule: rarely(fc.constantFrom('no-deletes', 'a\0b')),
    shadow: rarely(fc.constantFrom(...SHADOWS, 'would-deny', '%')),
    method: rarely(fc.constantFrom('GET', 'get')),
    operation: rarely(fc.constantFrom('/a/{b}', '/a/{}', '/a/1')),
    hint: rarely(fc.constantFrom('scope-missing')),
    atLeastMs: rarely(fc.integer({ min: 0, max: 20 })),
    deprecated: rarely(fc.constant(true)),
    kind: rarely(fc.constantFrom(...KINDS, 'call')),
    outcome: rarely(fc.constantFrom('unknown', 'answered', 'aborted')),
    actsAs: rarely(fc.constantFrom('app', 'caller')),
    shownAs: rarely(fc.constant('app')),
    subject: rarely(fc.constantFrom('ann', 'no-deletes')),
    actor: rarely(fc.constantFrom('ann', 'nobody')),
    trustRule: rarely(fc.constant('builds')),
    address: rarely(fc.constantFrom('::1', '10.0.0.2')),
    path: rarely(fc.constantFrom('/a/1', '/a')),
    status: rarely(fc.constantFrom(403, 0)),
    upstreamStatus: rarely(fc.constantFrom(200, 500)),
    policyVersion: rarely(fc.constant(2)),
    traceId: rarely(fc.constant('trace')),
    countedBy: rarely(fc.constantFrom('a', 'a-b', 'b', 'a=1/2', 'a=1/2 b', '')),
    upstreamAtLeastMs: rarely(fc.integer({ min: 0, max: 20 })),
    bytesInAtLeast: rarely(fc.constantFrom(0, 7)),
    bytesOutAtLeast: rarely(fc.constantFrom(1, 5_000_000_000)),
  })
  .map((given) => present(given) as EventFilter) // `policy` is no kind, as of a later version.

function rarely<T>(one: fc.Arbitrary<T>) {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: one })
}
