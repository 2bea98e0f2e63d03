import type { ChangeEvent } from './audit/audit-event.ts'
import type { NoticeStore } from './audit/notices/notice-store.ts'
import { stateOf, type ApiToken } from './identity/api-token.ts'
import type { Tokens } from './identity/tokens.ts'
import type { Clock } from './lib/clock.ts'
import type { TenantDirectory } from './tenants/tenant-directory.ts'
import { isActive } from './tenants/tenant.ts'

const DAY_MS = 24 * 3_600_000
/** How many days before its end a token is spoken of; each once. */
const DAYS_BEFORE = [1, 3, 14] as const
const NAME_LENGTH_MAX = 80

/**
 * A part of the composition root: writes `token.expiring` for tokens that end soon, in time for somebody
 * to rotate them. The event's id is made of the token and the days, so that however often and wherever
 * this runs, each is written once. A tenant that cannot be looked at is looked at in the next round.
 */
export function createTokenExpiryRound(deps: {
  readonly directory: Pick<TenantDirectory, 'all'>
  readonly tokens: Pick<Tokens, 'list'>
  readonly store: Pick<NoticeStore, 'appendOnce'>
  readonly clock: Clock
}): () => Promise<void> {
  const { directory, tokens, store, clock } = deps

  async function lookAt(tenantId: string): Promise<void> {
    const all = await tokens.list(tenantId)
    // What has a successor ends as somebody wants it to.
    const replaced = new Set(all.map(({ rotatedFrom }) => rotatedFrom))
    const now = clock.now()
    for (const token of all) {
      if (replaced.has(token.id) || stateOf(token, now) !== 'live') continue
      const event = expiringEvent(token, now)
      if (event !== undefined) await store.appendOnce(event)
    }
  }

  return async () => {
    const failures: unknown[] = []
    for (const tenant of directory.all()) {
      if (!isActive(tenant)) continue
      try {
        await lookAt(tenant.id)
      } catch (failure) {
        failures.push(failure)
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'ends of tokens were not looked at')
  }
}

// Only the nearest: who was away for a fortnight is not told of all three at once.
function expiringEvent(token: ApiToken, now: number): ChangeEvent | undefined {
  const { id, tenantId, name, ownerAccountId, createdAt, expiresAt } = token
  const days = DAYS_BEFORE.find((each) => expiresAt - now <= each * DAY_MS)
  // A token that was made for so few days was never going to last longer.
  if (days === undefined || expiresAt - createdAt <= days * DAY_MS) return undefined
  const eventId = `expiring-${String(days)}-${id}`
  return {
    id: eventId,
    tenantId,
    at: now,
    requestId: eventId,
    kind: 'token.expiring',
    actor: 'gatehouse',
    subject: id,
    facts: {
      owner: ownerAccountId,
      name: name.slice(0, NAME_LENGTH_MAX),
      daysLeft: days,
      expiresAt: new Date(expiresAt).toISOString(),
    },
  }
}
