import type { CallEvent } from '../../audit/audit-event.ts'
import type { Principal } from '../../identity/principal.ts'
import type { RefusalCode } from '../../lib/refusal-codes.ts'
import type { Snapshot } from '../snapshot.ts'

/** A recorded call with the code that its caller was told, if any. */
export type ReplayEvent = CallEvent & {
  readonly completion?: { readonly code: RefusalCode | undefined }
}

/** What is known beside the records; each is asked only where a call depends on it. */
export interface ReplayWorld {
  readonly siteHost: string
  readonly isDataCenter?: boolean | undefined
  readonly current: Snapshot
  readonly draft: Snapshot
  /** The rules of an earlier version; undefined where they are not kept. */
  readonly versionOf: (version: number) => Promise<Snapshot | undefined>
  /** Whoever holds an API token today; undefined where it is gone. */
  readonly holderOf: (tokenId: string) => Promise<Principal | undefined>
  /** Ids of the product's groups that an account is in today; undefined where nobody can say. */
  readonly groupsOf: (accountId: string) => Promise<ReadonlySet<string> | undefined>
  /** Whether an account is an administrator today; undefined where nobody can say. */
  readonly isAdmin: (accountId: string) => Promise<boolean | undefined>
  /** Lets everybody else have a turn. */
  readonly breathe: () => Promise<void>
}
