import type { Awaitable } from '../../lib/awaitable.ts'
import type { Log } from '../../lib/log.ts'
import { Refusal } from '../../lib/refusal.ts'
import { isDestructive } from '../catalogue/bulk-edits.ts'
import type { PointStore } from '../point-store.ts'
import type { Situation } from '../situation.ts'
import type { Snapshot } from '../snapshot.ts'
import { holderOf, isLocked, lockNameOf } from './caller-lock.ts'
import type { LockBook } from './lock-book.ts'

/** What the guard says of a call that may be made. */
export interface GuardTaken {
  /** What it would have done if it were not in shadow: `would-lock:destructive`. */
  readonly shadows: readonly string[]
  /** For a call that something else keeps from being made; absent where nothing was taken. */
  readonly giveBack?: (() => Awaitable<void>) | undefined
}

/**
 * Stops a caller that deletes, or edits in bulk, more than it may in an hour: organisations fear nothing
 * more of a program that runs wild, and what is deleted through the API seldom comes back. Reading and
 * ordinary writing go on.
 */
export interface Guard {
  /**
   * Counts a call that the rules allow; before it goes out, since afterwards it is too late.
   * @throws Refusal `guard/locked` for a destructive call of a caller that is locked, or is by this very
   * call; `limit/unavailable`, in the promise, when it cannot be counted, or not be found out whether the caller is locked
   */
  take(snapshot: Snapshot, situation: Situation): Awaitable<GuardTaken>
}

/** Names the guard in audit events, where rules have their ids. */
export const GUARD_RULE = 'guard:destructive'

const NOTHING_TAKEN: GuardTaken = { shadows: [] }
const WOULD_LOCK: GuardTaken = { shadows: ['would-lock:destructive'] }
const HOUR_SECONDS = 3_600

export function createGuard(deps: {
  readonly book: Pick<LockBook, 'last' | 'lock'>
  readonly points: PointStore
  readonly log: Log
}): Guard {
  const { book, points, log } = deps

  async function count(
    { perHour, state }: { readonly perHour: number; readonly state: 'on' | 'shadow' },
    situation: Situation,
  ): Promise<GuardTaken> {
    const { principal, call } = situation
    const { tenantId } = principal
    const caller = lockNameOf(situation)
    const last = await book.last(tenantId, caller)
    if (isLocked(last)) {
      if (state === 'shadow') return WOULD_LOCK
      throw locked('it was locked before')
    }
    // With the last lock in the key, the count begins anew when a person has lifted it.
    const key = `${tenantId} guard ${last?.id ?? 'first'} ${caller}`
    const window = { points: perHour, seconds: HOUR_SECONDS }
    const { fits } = await points.take(key, 1, window)
    if (fits) return { shadows: [], giveBack: () => points.giveBack(key, 1, window) }
    if (state === 'shadow') return WOULD_LOCK
    const { kind, id, subject } = principal.credential
    const credential = { kind, id, subject }
    const ownerAccountId = holderOf(principal)
    await book.lock({ tenantId, caller, credential, ownerAccountId, perHour }, last?.id, call)
    throw locked(`more than ${String(perHour)} in an hour`)
  }

  async function counted(...given: Parameters<typeof count>): Promise<GuardTaken> {
    try {
      return await count(...given)
    } catch (cause) {
      if (cause instanceof Refusal) throw cause
      log.error({ err: cause }, 'destructive calls cannot be counted, and are refused')
      const detail = 'the guard could not count'
      throw new Refusal('limit/unavailable', { detail, cause })
    }
  }

  return {
    take({ document }, situation) {
      const { destructive } = document.limits
      if (destructive === undefined || !isDestructive(situation.call)) return NOTHING_TAKEN
      const { perHour, state } = destructive
      return state === 'off' ? NOTHING_TAKEN : counted({ perHour, state }, situation)
    },
  }
}

function locked(detail: string): Refusal {
  return new Refusal('guard/locked', { detail })
}
