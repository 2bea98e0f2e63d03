import type { RefusalCode } from '../lib/refusal-codes.ts'

/** What happened to a call: `unknown` is what stays when the process died in between. */
type CallOutcome = 'unknown' | 'answered' | 'refused' | 'failed' | 'aborted'

interface EventBase {
  readonly id: string
  /** Absent only when the request could not be tied to any tenant. */
  readonly tenantId: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly requestId: string
}

/** One call through the gateway; flat, so that it reads alone years later. */
export interface CallEvent extends EventBase {
  readonly kind: 'call'
  readonly credentialKind: string | undefined
  readonly credentialId: string | undefined
  /** Whom the credential itself names: a provider's subject, the user name of Basic. */
  readonly subject: string | undefined
  /** The provider's rule that let the token in. */
  readonly trustRule: string | undefined
  /** Who is responsible: the account that the credential belongs to. */
  readonly accountId: string | undefined
  readonly actsAs: 'user' | 'app' | 'caller' | 'anonymous' | undefined
  readonly method: string
  /** Without the query: values there may be personal or secret. */
  readonly path: string
  readonly address: string
  readonly decision: 'allow' | 'deny'
  /** The rule or refusal code that decided. */
  readonly rule: string
  /** Why it was refused, in more words than the caller is told; never a secret. */
  readonly detail: string | undefined
  /** What rules in shadow would have done, separated by spaces: `would-deny:no-deletes`. */
  readonly shadows: string | undefined
  readonly outcome: CallOutcome
  /** Version of the policy that decided; absent where the call never came to be decided. */
  readonly policyVersion?: number | undefined
  /** With whom its calls are counted: the same for each token of one holder. See `caller-name.ts`. */
  readonly caller?: string | undefined
  /** Path template of the product's catalogue that the path belongs to; absent where it has none. */
  readonly operation?: string | undefined
  /** What else the decision was made of: for explaining it, and for trying other rules on it. */
  readonly seen?: SeenCaller | undefined
  /** What was left of each limit that counted the call: `per-token=98/100`, separated by spaces. */
  readonly limits?: string | undefined
  /** The path with `{}` for keys and numbers; only where there is no operation. See `path-class.ts`. */
  readonly pathClass?: string | undefined
}

/** What the rules saw of a call beside what its event tells anyway; nothing secret, no values of a query. */
export interface SeenCaller {
  readonly access: 'read' | 'write' | 'manage'
  /** Id of the provider that the token is of. */
  readonly provider?: string | undefined
  /** Ids of the policy's groups that the caller was in. */
  readonly groups: readonly string[]
  /** Names of the query's parameters, the first few; their values may be personal. */
  readonly queryNames: readonly string[]
  /** The owner of the token was found to be an administrator. */
  readonly ownerIsAdmin?: true
}

/** Something that was changed, by a person or by the product; or a count of refused calls. */
export interface ChangeEvent extends EventBase {
  readonly kind:
    | 'tenant.installed'
    | 'tenant.updated'
    | 'tenant.enabled'
    | 'tenant.disabled'
    | 'tenant.uninstalled'
    | 'tenant.suspected'
    | 'token.created'
    | 'token.changed'
    | 'token.rotated'
    | 'token.revoked'
    | 'switches.changed'
    | 'provider.added'
    | 'provider.changed'
    | 'provider.removed'
    | 'group.added'
    | 'group.changed'
    | 'group.removed'
    | 'access.changed'
    | 'networks.changed'
    | 'resource.added'
    | 'resource.changed'
    | 'resource.removed'
    | 'resources.reordered'
    | 'bypass.added'
    | 'bypass.changed'
    | 'bypass.removed'
    | 'token-rules.changed'
    | 'limit.added'
    | 'limit.changed'
    | 'limit.removed'
    | 'limits.changed'
    | 'link.created'
    | 'link.removed'
    | 'calls.refused'
    | 'token.expiring'
    | 'guard.tripped'
    | 'guard.unlocked'
    | 'budget.low'
    | 'provider.down'
    | 'provider.up'
    | 'notices.changed'
    | 'retention.changed'
    | 'record.cut'
    | 'streams.changed'
    | 'stream.down'
    | 'stream.up'
    | 'stream.lost'
    | 'sign-on.wrong-user'
    | 'sign-on.ended'
  /** An accountId; `product` when the product itself asked; `gatehouse` for what it found out alone. */
  readonly actor: string
  /** What was changed: the id of a token, a provider, a link, a tenant. */
  readonly subject: string
  /** Short facts worth reading later; never a secret. */
  readonly facts: Readonly<Record<string, string | number | boolean>>
}

export type AuditEvent = CallEvent | ChangeEvent

/** How a call ended; added to its event afterwards. */
export interface CallCompletion {
  readonly outcome: CallOutcome
  /** Status that the caller got. */
  readonly status: number
  readonly code: RefusalCode | undefined
  readonly upstreamStatus: number | undefined
  /** The product's own name for the request (`atl-traceid`), for asking its support. */
  readonly traceId: string | undefined
  readonly durationMs: number
  /** What Gatehouse made of the product's refusal (`Gatehouse-Hint`). */
  readonly hint?: string | undefined
  /** That the product is to take the operation away, in the words of its `Deprecation` and `Sunset` headers. */
  readonly deprecation?: string | undefined
  /** Of `durationMs`, how long the product took until the head of its answer. */
  readonly upstreamMs?: number | undefined
  /** Length of the body that the caller sent and we passed on. */
  readonly bytesIn?: number | undefined
  /** Length of the body that the caller was sent. */
  readonly bytesOut?: number | undefined
}

export type RecordedEvent = AuditEvent & { readonly completion?: CallCompletion }

/** What stays of a call whose end nobody took down. */
export function outcomeAtFirst(decision: CallEvent['decision']): 'refused' | 'unknown' {
  return decision === 'deny' ? 'refused' : 'unknown'
}
