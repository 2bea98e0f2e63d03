import { Refusal } from '../lib/refusal.ts'

/**
 * Lets one long read run at a time, tenant by tenant. Each takes a thread of the few that also write the
 * record of calls: a page with ten numbers, or ten people who open it, would else make callers wait.
 */
export interface Turns {
  /** @throws Refusal `gatehouse/busy` when too many reads of the tenant wait */
  take<T>(tenantId: string, read: () => Promise<T>): Promise<T>
}

// An overview is about a dozen.
const WAITING_OF_TENANT_MAX = 100
const RETRY_AFTER_SECONDS = 5

export function createTurns(): Turns {
  // The tenant whose turn is next comes first.
  const waiting = new Map<string, (() => Promise<void>)[]>()
  let isRunning = false

  async function run(): Promise<void> {
    isRunning = true
    for (;;) {
      const [next] = waiting
      if (next === undefined) break
      const [tenantId, reads] = next
      waiting.delete(tenantId)
      const [read, ...later] = reads
      if (later.length > 0) waiting.set(tenantId, later)
      await read?.()
    }
    isRunning = false
  }

  return {
    async take(tenantId, read) {
      const reads = waiting.get(tenantId) ?? []
      if (reads.length >= WAITING_OF_TENANT_MAX) {
        const detail = `${String(reads.length)} reads of ${tenantId} wait`
        throw new Refusal('gatehouse/busy', { detail, retryAfterSeconds: RETRY_AFTER_SECONDS })
      }
      return await new Promise((resolve, reject) => {
        // Whoever asked is told, and the next has its turn whatever became of this one.
        const turn = () => read().then(resolve, reject)
        waiting.set(tenantId, [...reads, turn])
        if (!isRunning) void run()
      })
    },
  }
}
