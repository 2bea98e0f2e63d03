import { DEFAULT_RETENTION, type RetentionRules } from '../audit/retention-rules.ts'
import type { Provider } from '../identity/providers/provider.ts'
import type { Bypass } from './bypass.ts'
import { DEFAULT_ACCESS, type AccessRules, type Group } from './group.ts'
import { DEFAULT_LIMITS, type LimitRules } from './limit-rule.ts'
import { DEFAULT_NETWORKS, type NetworkRules } from './networks.ts'
import type { ResourceRule } from './resource-rule.ts'
import { DEFAULT_SWITCHES, type Switches } from './switches.ts'
import { DEFAULT_TOKEN_RULES, type TokenRules } from './token-rules.ts'

/** All that an admin decides for one tenant. */
export interface PolicyDocument {
  /** Of this form; a later one that is not compatible counts up. */
  readonly format: 2
  readonly switches: Switches
  /** Ids and issuers are unique; the order has no meaning. */
  readonly providers: readonly Provider[]
  readonly groups: readonly Group[]
  readonly access: AccessRules
  readonly networks: NetworkRules
  /** Without one nothing can be called. */
  readonly resources: readonly ResourceRule[]
  readonly bypasses: readonly Bypass[]
  readonly tokens: TokenRules
  readonly limits: LimitRules
  /** For how long the record of calls and changes is kept. */
  readonly retention: RetentionRules
}

/** A document with its place in the tenant's history. */
export interface Policy {
  /** Counts up with every change; 0 for a tenant whose admins never decided anything. */
  readonly version: number
  readonly document: PolicyDocument
}

/** A version without its document. */
export interface PolicyVersion {
  readonly version: number
  /** Milliseconds since the epoch. */
  readonly changedAt: number
  /** Account of who made it. */
  readonly changedBy: string
}

/** What holds until an admin decides: nothing can be called, and nobody was forgotten. */
export const DEFAULT_POLICY: Policy = {
  version: 0,
  document: {
    format: 2,
    switches: DEFAULT_SWITCHES,
    providers: [],
    groups: [],
    access: DEFAULT_ACCESS,
    networks: DEFAULT_NETWORKS,
    resources: [],
    bypasses: [],
    tokens: DEFAULT_TOKEN_RULES,
    limits: DEFAULT_LIMITS,
    retention: DEFAULT_RETENTION,
  },
}
