import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { isActive, type Tenant } from '../tenants/tenant.ts'
import type { AccountReview, AccountReviewStore } from './account-review-store.ts'
import type { AccountState } from './account-state.ts'
import type { Tokens } from './tokens.ts'

export interface AccountReviewerDeps {
  readonly store: Pick<AccountReviewStore, 'due' | 'finish' | 'postpone' | 'forgetBefore'>
  readonly tokens: Pick<Tokens, 'revokeAllOf'>
  readonly tenantById: (id: string) => Tenant | undefined
  readonly readAccountState: (tenant: Tenant, accountId: string) => Promise<AccountState>
  readonly clock: Clock
  readonly log: Log
}

export interface AccountReviewer {
  /** Works through everything that is due; runs one after the other, however often it is called. */
  run(): Promise<void>
}

const BATCH = 50
const POSTPONE_MS = [5_000, 30_000, 300_000, 1_800_000, 7_200_000]
// Jira retries a delivery for at most about an hour and a quarter.
const REMEMBER_DELIVERIES_MS = 24 * 60 * 60 * 1000

/**
 * Reads accounts again after the product hinted at a change, and revokes the tokens of those that
 * are gone. The work is in the store before the product is answered, so a crash or an unreachable
 * product delays it and loses nothing.
 */
export function createAccountReviewer(deps: AccountReviewerDeps): AccountReviewer {
  let running: Promise<void> = Promise.resolve()

  const drain = async () => {
    await deps.store.forgetBefore(deps.clock.now() - REMEMBER_DELIVERIES_MS)
    for (const review of await deps.store.due(deps.clock.now(), BATCH)) {
      await reviewOne(deps, review)
    }
  }
  return {
    run() {
      running = running.then(drain, drain)
      return running
    },
  }
}

async function reviewOne(deps: AccountReviewerDeps, review: AccountReview): Promise<void> {
  const tenant = deps.tenantById(review.tenantId)
  if (tenant === undefined) {
    await deps.store.finish(review.id)
    return
  }
  // Nobody can use the tokens of an inactive installation, nor could the product be asked through
  // it; but it may come back, tokens and all, so the question stays open.
  if (!isActive(tenant)) {
    await postpone(deps, review)
    return
  }
  try {
    const state = await deps.readAccountState(tenant, review.accountId)
    if (state !== 'active') await revokeTokens(deps, review, state)
  } catch (cause) {
    deps.log.warn(
      { err: cause, tenantId: tenant.id, attempts: review.attempts },
      'review postponed',
    )
    await postpone(deps, review)
    return
  }
  await deps.store.finish(review.id)
}

function postpone(deps: AccountReviewerDeps, review: AccountReview): Promise<void> {
  const wait = POSTPONE_MS[review.attempts] ?? POSTPONE_MS.at(-1) ?? 0
  return deps.store.postpone(review.id, deps.clock.now() + wait)
}

async function revokeTokens(
  deps: AccountReviewerDeps,
  review: AccountReview,
  state: AccountState,
): Promise<void> {
  const by = { actor: 'product', requestId: review.id }
  const count = await deps.tokens.revokeAllOf(review.tenantId, review.accountId, by)
  deps.log.info({ tenantId: review.tenantId, state, count }, 'tokens of a gone account revoked')
}
