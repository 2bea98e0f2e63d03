import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { isActive, type Tenant } from '../tenants/tenant.ts'
import type { AccountReview, AccountReviewStore } from './account-review-store.ts'
import type { AccountState } from './account-state.ts'
import type { Links } from './link.ts'
import type { Tokens } from './tokens.ts'

export interface AccountReviewerDeps {
  readonly store: Pick<AccountReviewStore, 'due' | 'finish' | 'postpone' | 'forgetBefore'>
  readonly tokens: Pick<Tokens, 'revokeAllOf'>
  readonly links: Pick<Links, 'unlinkAllOf'>
  readonly tenantById: (id: string) => Tenant | undefined
  readonly readAccountState: (tenant: Tenant, accountId: string) => Promise<AccountState>
  readonly clock: Clock
  readonly log: Log
}

export interface AccountReviewer {
  /** Works through everything that is due; runs one after the other, however often it is called. */
  run(): Promise<void>
  /** Begins no further review, also in later runs. Resolves when the one under way has ended. */
  stop(): Promise<void>
}

const BATCH = 50
const POSTPONE_MS = [5_000, 30_000, 300_000, 1_800_000, 7_200_000]
// Jira retries a delivery for at most about an hour and a quarter.
const REMEMBER_DELIVERIES_MS = 24 * 60 * 60 * 1000

/**
 * Reads accounts again after the product hinted at a change, and takes tokens and links from those
 * that are gone. The work is in the store before the product is answered, so a crash or an unreachable
 * product delays it and loses nothing.
 */
export function createAccountReviewer(deps: AccountReviewerDeps): AccountReviewer {
  let running: Promise<void> = Promise.resolve()
  let stopped = false

  const reviewDue = async (startedAt: number): Promise<void> => {
    for (;;) {
      const due = await deps.store.due(startedAt, BATCH)
      if (due.length === 0) return
      for (const hints of byAccount(due)) {
        if (stopped) return
        await reviewAccount(deps, hints)
      }
    }
  }
  const drain = async () => {
    const startedAt = deps.clock.now()
    await deps.store.forgetBefore(startedAt - REMEMBER_DELIVERIES_MS)
    // Due means due at the start: what is postponed meanwhile is not met again in the same run, so
    // it ends also when the product answers nothing.
    await reviewDue(startedAt)
  }
  return {
    run() {
      running = running.then(drain, drain)
      return running
    },
    async stop() {
      stopped = true
      // A failure of the run belongs to who called it; here only its end counts.
      await running.catch(() => undefined)
    },
  }
}

function byAccount(due: readonly AccountReview[]): Iterable<readonly AccountReview[]> {
  const groups = new Map<string, AccountReview[]>()
  for (const review of due) {
    const key = `${review.tenantId} ${review.accountId}`
    groups.set(key, [...(groups.get(key) ?? []), review])
  }
  return groups.values()
}

/** One question settles all hints about the account, since it is asked after the last of them. */
async function reviewAccount(
  deps: AccountReviewerDeps,
  hints: readonly AccountReview[],
): Promise<void> {
  const [review] = hints
  if (review === undefined) return
  const tenant = deps.tenantById(review.tenantId)
  if (tenant === undefined) {
    await finish(deps, hints)
    return
  }
  // Nobody can use the tokens of an inactive installation, nor could the product be asked through
  // it; but it may come back, tokens and all, so the question stays open.
  if (!isActive(tenant)) {
    await postpone(deps, hints)
    return
  }
  try {
    const state = await deps.readAccountState(tenant, review.accountId)
    if (state !== 'active') await takeAll(deps, review, state)
  } catch (cause) {
    deps.log.warn(
      { err: cause, tenantId: tenant.id, attempts: review.attempts },
      'review postponed',
    )
    await postpone(deps, hints)
    return
  }
  await finish(deps, hints)
}

async function finish(deps: AccountReviewerDeps, hints: readonly AccountReview[]): Promise<void> {
  for (const { id } of hints) await deps.store.finish(id)
}

async function postpone(deps: AccountReviewerDeps, hints: readonly AccountReview[]): Promise<void> {
  for (const { id, attempts } of hints) {
    const wait = POSTPONE_MS[attempts] ?? POSTPONE_MS.at(-1) ?? 0
    await deps.store.postpone(id, deps.clock.now() + wait)
  }
}

// Links as well: an account that comes back proves anew which provider identity is its own.
async function takeAll(
  { tokens, links, log }: AccountReviewerDeps,
  { id, tenantId, accountId }: AccountReview,
  state: AccountState,
): Promise<void> {
  const by = { actor: 'product', requestId: id }
  const tokenCount = await tokens.revokeAllOf(tenantId, accountId, by)
  const linkCount = await links.unlinkAllOf(tenantId, accountId, by)
  log.info({ tenantId, state, tokenCount, linkCount }, 'a gone account lost tokens and links')
}
