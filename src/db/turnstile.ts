import { Refusal } from '../lib/refusal.ts'

/**
 * Lets people's changes to the queue of writes, few at a time. The records of calls stand in the same
 * queue and must find room there: without this, one admin who changes things in a loop would make the
 * calls of every tenant wait or fail.
 */
export interface Turnstile {
  /**
   * Does the work, which writes once.
   * @throws Refusal `gatehouse/busy` when too much waits, or the write's turn did not come; nothing
   * was written then
   */
  pass<T>(tenantId: string, work: () => Promise<T>): Promise<T>
}

/** A write whose turn did not come in time: nothing of it was done. */
export class NoTurn extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'NoTurn'
  }
}

// The records of calls are let in up to ten times as many (audit-table.ts).
const WAITING_WRITES_MAX = 200
const CHANGES_OF_TENANT_MAX = 4
const RETRY_AFTER_SECONDS = 1

/** @param waitingWrites how many writes of all kinds wait or run now */
export function createTurnstile(waitingWrites: () => number): Turnstile {
  const inside = new Map<string, number>()
  const count = (tenantId: string, by: 1 | -1) => {
    const now = (inside.get(tenantId) ?? 0) + by
    if (now === 0) inside.delete(tenantId)
    else inside.set(tenantId, now)
  }

  return {
    async pass(tenantId, work) {
      const writes = waitingWrites()
      if (writes >= WAITING_WRITES_MAX) throw busy(`${writes} writes wait`)
      const changes = inside.get(tenantId) ?? 0
      if (changes >= CHANGES_OF_TENANT_MAX) throw busy(`${changes} changes of ${tenantId} wait`)
      count(tenantId, 1)
      try {
        return await work()
      } catch (thrown) {
        throw thrown instanceof NoTurn ? busy(thrown.message, thrown) : thrown
      } finally {
        count(tenantId, -1)
      }
    },
  }
}

function busy(detail: string, cause?: unknown): Refusal {
  const retryAfterSeconds = RETRY_AFTER_SECONDS
  return new Refusal('gatehouse/busy', { detail, cause, retryAfterSeconds })
}
