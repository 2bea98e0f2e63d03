import type { CallEvent, SeenCaller } from '../../audit/audit-event.ts'
import type { Principal } from '../../identity/principal.ts'
import type { RefusalCode } from '../../lib/refusal-codes.ts'
import type { Situation } from '../situation.ts'
import type { Snapshot } from '../snapshot.ts'
import type { KnownSources } from './known-sources.ts'
import type { UnsaidReason } from './replay-summary.ts'

/** The rules that a recorded call is tried on. */
interface TriedRules {
  /** Those by which it was decided. */
  readonly then: Snapshot
  readonly current: Snapshot
  readonly draft: Snapshot
}

/** A recorded call with all that is known of it. */
export interface ReplayedCall {
  readonly event: CallEvent
  readonly seen: SeenCaller
  /** As the record has it. */
  readonly situation: Situation
  readonly rules: TriedRules
  readonly sources: KnownSources
  /** Whether the owner of the token is an administrator, where somebody was asked. */
  readonly ownerIsAdmin: boolean | undefined
  /** The latest moment before this call at which its API token is known to have been made or used. */
  readonly usedBefore: number | undefined
}

/** One way in which what the record does not have may have been. */
export interface Guess {
  readonly call: Situation['call']
  /** Names of groups, by `KnownSources.nameOf`, of those that nothing is known of and it is in. */
  readonly groups: ReadonlySet<string>
  readonly ownerIsAdmin: boolean
  readonly lastActiveAt: number
  /** The token leaves out which groups its holder is in. */
  readonly leavesGroupsOut: boolean
}

/** Who the caller is by some rules; or how the call ends before any rule is asked. */
export type CallerBy =
  | { readonly kind: 'caller'; readonly principal: Principal }
  | { readonly kind: 'refused'; readonly code: RefusalCode | undefined }
  | { readonly kind: 'unsaid'; readonly reason: UnsaidReason }

/** The caller as it was, with the last use of its API token as it is guessed. */
export function guessedPrincipal({ situation }: ReplayedCall, { lastActiveAt }: Guess): Principal {
  const { principal } = situation
  const { token } = principal
  return token === undefined ? principal : { ...principal, token: { ...token, lastActiveAt } }
}
