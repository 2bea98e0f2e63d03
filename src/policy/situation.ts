import type { Principal } from '../identity/principal.ts'
import type { Call } from './call.ts'
import type { LimitRule } from './limit-rule.ts'

/** All that a decision is made of, beside the rules: who calls what, from where, when. */
export interface Situation {
  readonly principal: Principal
  readonly call: Call
  /** The caller's, as text; `unknown` when the connection is gone already, which is in no network. */
  readonly address: string
  /** Ids of the policy's groups that the caller is a member of. */
  readonly groups: ReadonlySet<string>
  /** Whether the owner of an API token is an administrator; asked only where a rule depends on it. */
  readonly ownerIsAdmin: boolean
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The limit that the site itself has, beside those of its policy: on the prefix for tokens of Data Center. */
  readonly siteLimit?: LimitRule | undefined
}
