import { createHash } from 'node:crypto'
import type { Principal } from '../../identity/principal.ts'
import { callerNameOf } from '../caller-name.ts'
import type { Situation } from '../situation.ts'

/** A caller that destroyed more than it may, and destroys nothing until a person has looked at it. */
export interface CallerLock {
  readonly id: string
  readonly tenantId: string
  /** As `callerNameOf` has it: a credential that is got anew is locked as well. */
  readonly caller: string
  readonly credential: Pick<Principal['credential'], 'kind' | 'id' | 'subject'>
  /** Who may unlock it beside administrators; nobody where nobody answers for the credential. */
  readonly ownerAccountId: string | undefined
  /** How much it might do when it was locked. */
  readonly perHour: number
  /** Milliseconds since the epoch, both. */
  readonly lockedAt: number
  readonly unlockedAt: number | undefined
}

export function isLocked(lock: CallerLock | undefined): boolean {
  return lock !== undefined && lock.unlockedAt === undefined
}

/** As long as a name may be where locks are kept; subjects of providers have no bound of their own. */
const NAME_LENGTH_MAX = 512

/** The name that a caller is locked by. Cut off, two callers could have the same; a NUL ends a search. */
export function lockNameOf({ principal, address }: Situation): string {
  const name = callerNameOf(principal, address)
  if (name.length <= NAME_LENGTH_MAX && !name.includes('\0')) return name
  const { kind, provider = '' } = principal.credential
  return `${kind} ${provider.slice(0, 100)} sha256:${createHash('sha256').update(name).digest('hex')}`
}

/** Who answers for the calls of this principal. */
export function holderOf({ ownerAccountId, actsAs }: Principal): string | undefined {
  return ownerAccountId ?? (actsAs.kind === 'user' ? actsAs.accountId : undefined)
}
