import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import { isSameValue } from '../lib/same-value.ts'
import type { ChangeEvent } from './audit-event.ts'
import { cutWishOf, type RetentionRules } from './retention-rules.ts'
import type { CutRun, CutTale, RetentionStore } from './retention-store.ts'

export interface Retention {
  /** Removes what each tenant's rules no longer keep. A tenant that fails does not hold up the others. */
  run(): Promise<void>
  /** A run that is under way ends after its next step; a later one does nothing. */
  stop(): void
}

export interface RetentionDeps {
  readonly store: RetentionStore
  readonly tenantIds: () => readonly string[]
  readonly rulesOf: (tenantId: string) => Promise<RetentionRules>
  readonly isClockTrusted: () => Promise<boolean>
  /** Between two steps: calls are recorded meanwhile. */
  readonly pause: () => Promise<void>
  readonly clock: Clock
  readonly ids: Pick<Ids, 'next'>
  readonly log: Log
}

/**
 * Removes the oldest events of each tenant, as its rules want it, a few at a time: always from the
 * beginning of the chain on, so that what stays can be proved. Whether rules have changed or a hold
 * was set is asked before each step. When the time cannot be believed, nothing is removed.
 */
export function createRetention(deps: RetentionDeps): Retention {
  const { store, rulesOf, clock, log } = deps
  let isStopped = false

  async function cut(tenantId: string): Promise<void> {
    const at = clock.now()
    const rules = await rulesOf(tenantId)
    const wish = cutWishOf(rules, at)
    if (wish === undefined) return
    const reason = await whyNot(tenantId, at)
    if (reason !== undefined) {
      log.warn({ tenantId, reason }, 'retention removes nothing')
      return
    }
    const run: CutRun = {
      tenantId,
      at,
      wish,
      excess: await store.excess(tenantId, wish),
      removed: 0,
    }
    await cutAll(run, rules)
  }

  async function cutAll(run: CutRun, rules: RetentionRules): Promise<void> {
    let { removed } = run
    for (;;) {
      if (isStopped || !isSameValue(await rulesOf(run.tenantId), rules)) return
      const step = await store.cutSome({ ...run, removed }, (tale) => cutEvent(run, tale, deps.ids))
      removed += step.events
      if (step.isLast) break
      await deps.pause()
    }
    if (removed > 0)
      log.info({ tenantId: run.tenantId, events: removed }, 'retention removed events')
  }

  async function whyNot(tenantId: string, now: number): Promise<string | undefined> {
    if (!(await deps.isClockTrusted()))
      return 'the clock has leapt, or may have: it is watched for a day'
    const newestAt = (await store.newestAt(tenantId)) ?? 0
    return newestAt > now ? 'the clock is behind the newest event' : undefined
  }

  return {
    async run() {
      const failures: unknown[] = []
      for (const tenantId of deps.tenantIds()) {
        if (isStopped) break
        try {
          await cut(tenantId)
        } catch (failure) {
          failures.push(failure)
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'records were not cut')
    },
    stop() {
      isStopped = true
    },
  }
}

function cutEvent({ tenantId, at }: CutRun, tale: CutTale, ids: Pick<Ids, 'next'>): ChangeEvent {
  const id = ids.next()
  const { events, upTo, reason, keptFrom } = tale
  return {
    id,
    tenantId,
    at,
    requestId: id,
    kind: 'record.cut',
    actor: 'gatehouse',
    subject: tenantId,
    facts: {
      events,
      reason,
      ...(upTo === undefined ? {} : { upTo }),
      ...(keptFrom === undefined ? {} : { keptFrom: new Date(keptFrom).toISOString() }),
    },
  }
}
