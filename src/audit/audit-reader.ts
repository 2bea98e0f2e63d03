import type { CallEvent, RecordedEvent } from './audit-event.ts'

/** From its beginning to just before its end, in milliseconds since the epoch. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Which events are wanted; what is absent does not matter. All that is named has to hold. */
export interface EventFilter {
  readonly what?: 'calls' | 'changes'
  readonly span?: Span
  /** As `CallEvent.caller` has it; `''` for calls without one. */
  readonly caller?: string
  /** Of the credential, such as `bypass`, and which of them: the id of a token, of a bypass. */
  readonly credentialKind?: string
  readonly credentialId?: string
  /** Of who answers for the call. */
  readonly accountId?: string
  /** Of each call exactly one: `refused` by the rules, or allowed, and a whole answer came of it or not. */
  readonly ended?: 'answered' | 'refused' | 'failed'
  /** Refusal code. */
  readonly code?: string
  /** The rule that decided. */
  readonly rule?: string
  /** One of `Decision.shadows`: `would-deny:no-deletes`. */
  readonly shadow?: string
  readonly method?: string
  /** The operation; where the catalogue has none, the class of the path, and of older calls the path. */
  readonly operation?: string
  readonly hint?: string
  /** Only calls that took as long as this or longer, in milliseconds; and whose product did. */
  readonly atLeastMs?: number
  readonly upstreamAtLeastMs?: number
  /** Only calls whose bodies had as many bytes or more: what was sent, what was answered. */
  readonly bytesInAtLeast?: number
  readonly bytesOutAtLeast?: number
  /**
   * `app`: what the product shows as done by the app, while its caller is somebody else. That is each call
   * that was let through as the app with a method that may write; a search by POST is among them.
   */
  readonly shownAs?: 'app'
  readonly actsAs?: NonNullable<CallEvent['actsAs']>
  /** As `CallEvent.outcome` has it, finer than `ended`. */
  readonly outcome?: CallEvent['outcome']
  readonly requestId?: string
  /** Of a call, whom its credential names; of a change, what was changed. */
  readonly subject?: string
  /** Who changed something. */
  readonly actor?: string
  readonly trustRule?: string
  readonly address?: string
  readonly path?: string
  readonly status?: number
  readonly upstreamStatus?: number
  readonly policyVersion?: number
  /** The product's own name of the request. */
  readonly traceId?: string
  /** Id of a limit that counted the call. */
  readonly countedBy?: string
  /** Only where the answer said that the product is to take the operation away. */
  readonly deprecated?: true
  /** Kind of a change: `token.revoked`. */
  readonly kind?: RecordedEvent['kind']
}

/** Where a list goes on: the last event of the part before. */
export interface EventPlace {
  readonly at: number
  readonly id: string
}

/** One who calls, as lists name them: what all of the calls have in common. */
export interface SeenCallerName extends Pick<
  CallEvent,
  'credentialKind' | 'credentialId' | 'subject' | 'accountId'
> {
  /** As `CallEvent.caller` has it; empty for calls without one. */
  readonly caller: string
}

export interface CallCounts {
  /** Beginning of the step, in milliseconds since the epoch. */
  readonly at: number
  readonly answered: number
  readonly refused: number
  /** Allowed, and no whole answer came of it; also those of which nobody knows. */
  readonly failed: number
}

/** Of answered calls, from their arrival to the last byte, in milliseconds. */
export interface Latency {
  readonly calls: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /**
   * Of all the time of those calls whose record tells it, the part until the product began to answer: 0 to 1,
   * and undefined where none tells it.
   */
  readonly productShare: number | undefined
}

export interface CallerCount extends SeenCallerName {
  readonly calls: number
  readonly refused: number
}

/** What a rule in shadow would have done on one day to one caller's calls of one operation. */
export interface ShadowFinding extends SeenCallerName {
  /** As `Decision.shadows` names it. */
  readonly shadow: string
  /** Of UTC: `2026-11-22`. */
  readonly day: string
  readonly method: string
  /** The operation; where the catalogue has none, the class of the path, and of older calls the path. */
  readonly operation: string
  readonly calls: number
  readonly lastAt: number
}

/** One caller's use of an operation that the product is to take away. */
export interface DeprecatedUse extends SeenCallerName {
  readonly method: string
  readonly operation: string
  /** What the product's headers said; absent where only the catalogue knows. */
  readonly deprecation: string | undefined
  readonly calls: number
  readonly lastAt: number
}

/** That one caller had answers of one operation of the catalogue, how often, and when last. */
export interface LastUse extends SeenCallerName {
  readonly method: string
  readonly operation: string
  readonly calls: number
  readonly lastAt: number
}

/** A name with how often it was seen: of refusal codes, of hints. */
export interface NamedCount {
  readonly name: string
  readonly calls: number
}

/**
 * The log, read. Everything belongs to the tenant that is named first; another's is not there.
 * Long reads of a tenant wait for each other, and for at most a few of each other tenant.
 * @throws Refusal `gatehouse/busy` when too many of them wait
 */
export interface AuditReader {
  /** By its own id or by the id of its request, which a refused caller was told. */
  find(tenantId: string, id: string): Promise<RecordedEvent | undefined>
  /** Newest first. */
  search(
    tenantId: string,
    filter: EventFilter,
    page: { readonly limit: number; readonly before?: EventPlace | undefined },
  ): Promise<readonly RecordedEvent[]>
  /**
   * Steps without calls are left out.
   * @param stepMs steps begin at multiples of it: those of an hour with the hour, of a day with that of UTC
   * @param of one account's alone
   */
  callsOverTime(
    tenantId: string,
    span: Span,
    stepMs: number,
    of?: { readonly accountId: string },
  ): Promise<readonly CallCounts[]>
  /** Exact. Undefined without an answered call. */
  latency(tenantId: string, span: Span): Promise<Latency | undefined>
  /** Those with the most calls first; of calls whose caller is known. */
  topCallers(tenantId: string, span: Span, limit: number): Promise<readonly CallerCount[]>
  /** Those with the most first; of calls that the product shows as the app's, and whose caller is known. */
  appCallers(tenantId: string, span: Span, limit: number): Promise<readonly CallerCount[]>
  /** How many calls the product shows as the app's. */
  shownAsApp(tenantId: string, span: Span): Promise<number>
  /** Newest first; of answered calls whose caller and operation are known. */
  lastUses(tenantId: string, span: Span, limit: number): Promise<readonly LastUse[]>
  /** By code, those with the most calls first. */
  refusals(tenantId: string, span: Span): Promise<readonly NamedCount[]>
  /** Those with the most calls first. */
  hints(tenantId: string, span: Span): Promise<readonly NamedCount[]>
  /** Newest day first, and at most some thousands. */
  shadowFindings(tenantId: string, span: Span): Promise<readonly ShadowFinding[]>
  /** Of calls that were let through: by the product's headers, and of these operations whatever they said. */
  deprecatedUse(
    tenantId: string,
    span: Span,
    operations: readonly { readonly method: string; readonly operation: string }[],
  ): Promise<readonly DeprecatedUse[]>
}
