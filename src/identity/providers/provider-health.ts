import { LRUCache } from 'lru-cache'
import type { ChangeEvent } from '../../audit/audit-event.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import { Refusal } from '../../lib/refusal.ts'
import type { ProviderClient } from '../verification/key-source.ts'

/** How one provider answered lately. */
export interface ProviderState {
  /** Its id in the policy. */
  readonly provider: string
  /** False once it could not be asked several times in a row. */
  readonly isUp: boolean
  /** Since when it is as it is, in milliseconds since the epoch; at the earliest since our start. */
  readonly since: number
  /** In a row, until now. */
  readonly failures: number
}

/** Whether identity providers can be asked, as seen from the calls that depend on it. */
export interface ProviderHealth {
  /** Those that were asked since this process started, in the order of first asking. */
  of(tenantId: string): readonly ProviderState[]
}

/** The side of those who ask. */
export interface ProviderWatch extends ProviderHealth {
  /** The same client, of which every answer and every failure is noted. */
  watching(client: ProviderClient): ProviderClient
  /** Writes what waits (`provider.down`, `provider.up`); what cannot be written waits on. */
  flush(): Promise<void>
  forget(tenantIds: readonly string[]): void
}

interface Held extends ProviderState {
  readonly failingSince: number | undefined
}

/** A single failure is nothing: networks have hiccups. */
const FAILURES_UNTIL_DOWN = 5
/** Nor are five within one moment, when many calls asked at once. */
const FAILING_UNTIL_DOWN_MS = 30_000
const TENANTS_MAX = 1_000
/** As many as a policy may have, and some that were removed. */
const PROVIDERS_MAX = 128
const WAITING_MAX = 10_000

export function createProviderWatch(deps: {
  readonly append: (event: ChangeEvent) => Promise<void>
  readonly clock: Clock
  readonly ids: Pick<Ids, 'next'>
}): ProviderWatch {
  const { append, clock, ids } = deps
  const tenants = new LRUCache<string, LRUCache<string, Held>>({ max: TENANTS_MAX })
  const waiting: ChangeEvent[] = []

  const ofTenant = (tenantId: string): LRUCache<string, Held> => {
    const known = tenants.get(tenantId)
    if (known !== undefined) return known
    const made = new LRUCache<string, Held>({ max: PROVIDERS_MAX })
    tenants.set(tenantId, made)
    return made
  }

  // Written a moment later: whoever asks is a call that waits for its answer.
  function tell(
    kind: 'provider.down' | 'provider.up',
    tenantId: string,
    held: Held,
    facts: object,
  ) {
    if (waiting.length >= WAITING_MAX) waiting.shift()
    const [id, at] = [ids.next(), clock.now()]
    const base = { id, tenantId, at, requestId: id, kind, actor: 'gatehouse' }
    waiting.push({ ...base, subject: held.provider, facts: { ...facts } })
  }

  function noteAnswer(tenantId: string, provider: string): void {
    const states = ofTenant(tenantId)
    const before = states.get(provider)
    if (before?.isUp === true && before.failures === 0) return
    const isNews = before?.isUp !== true
    const since = isNews ? clock.now() : before.since
    const now = { provider, isUp: true, since, failures: 0, failingSince: undefined }
    states.set(provider, now)
    if (before !== undefined && isNews) {
      tell('provider.up', tenantId, now, { downSince: new Date(before.since).toISOString() })
    }
  }

  function noteFailure(tenantId: string, provider: string): void {
    const states = ofTenant(tenantId)
    const at = clock.now()
    const before = states.get(provider) ?? { isUp: true, since: at, failures: 0 }
    const failures = before.failures + 1
    const failingSince = ('failingSince' in before ? before.failingSince : undefined) ?? at
    const isUp =
      before.isUp && (failures < FAILURES_UNTIL_DOWN || at - failingSince < FAILING_UNTIL_DOWN_MS)
    const isNews = before.isUp && !isUp
    const since = isNews ? failingSince : before.since
    const now = { provider, isUp, since, failures, failingSince }
    states.set(provider, now)
    if (isNews) tell('provider.down', tenantId, now, { failures })
  }

  async function noted<T>(tenantId: string, provider: string, work: Promise<T>): Promise<T> {
    try {
      const answer = await work
      noteAnswer(tenantId, provider)
      return answer
    } catch (thrown) {
      const isDown = thrown instanceof Refusal && thrown.code === 'provider/unavailable'
      if (isDown) noteFailure(tenantId, provider)
      throw thrown
    }
  }

  return {
    of(tenantId) {
      const states = [...(tenants.get(tenantId)?.values() ?? [])].reverse()
      return states.map(({ provider, isUp, since, failures }) => {
        return { provider, isUp, since, failures }
      })
    },
    watching: (client) => ({
      fetchKeys: (tenant, provider, url) =>
        noted(tenant.id, provider.id, client.fetchKeys(tenant, provider, url)),
      discoverKeys: (tenant, provider, issuer) =>
        noted(tenant.id, provider.id, client.discoverKeys(tenant, provider, issuer)),
      introspect: (tenant, provider, token) =>
        noted(tenant.id, provider.id, client.introspect(tenant, provider, token)),
    }),
    async flush() {
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        await append(next)
        waiting.shift()
      }
    },
    forget(tenantIds) {
      for (const id of tenantIds) tenants.delete(id)
    },
  }
}
