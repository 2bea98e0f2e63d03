import { LRUCache } from 'lru-cache'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { Refusal } from '../lib/refusal.ts'
import { isSameValue } from '../lib/same-value.ts'
import { createSingleFlight } from '../lib/single-flight.ts'
import type { Policy, PolicyDocument } from './policy-document.ts'
import { policyEvents } from './policy-events.ts'
import type { PolicyBook, PolicyStore } from './policy-store.ts'

export interface PolicyBookDeps {
  readonly store: PolicyStore
  readonly clock: Clock
  readonly ids: Ids
}

interface Held {
  readonly policy: Policy
  /** When it was certainly the newest, in milliseconds since the epoch. */
  readonly asOf: number
}

// Changes in this process, and in its neighbours, are known at once; the time limit covers any other.
const FRESH_MS = 5_000
const NOT_FRESH = Number.NEGATIVE_INFINITY
const TENANTS_MAX = 1_000

/**
 * Policies are read at every call and change a few times a year, so they are kept opened and frozen.
 * An entry that is no longer fresh is not dropped but read again, and stays the same object when the
 * version is the same: what others derived from it holds on.
 */
export function createPolicyBook({ store, clock, ids }: PolicyBookDeps): PolicyBook {
  const book = new LRUCache<string, Held>({ max: TENANTS_MAX })
  const singleFlight = createSingleFlight<Policy>()
  let changes = 0
  let forgotten = 0

  const hold = (tenantId: string, read: Policy, asOf: number): Policy => {
    const held = book.get(tenantId)?.policy
    const policy = held?.version === read.version ? held : frozen(read)
    book.set(tenantId, { policy, asOf })
    return policy
  }

  const fetch = async (tenantId: string): Promise<Policy> => {
    const changesBefore = changes
    const asOf = clock.now()
    const read = await store.read(tenantId).catch((cause: unknown) => {
      throw new Refusal('policy/unavailable', { detail: `tenant ${tenantId}`, cause })
    })
    // What was read may be older than a change that has ended meanwhile.
    return changes === changesBefore ? hold(tenantId, read, asOf) : policies.read(tenantId)
  }

  const policies: PolicyBook = {
    read(tenantId) {
      const held = book.get(tenantId)
      if (held !== undefined && clock.now() - held.asOf < FRESH_MS) return held.policy
      // Who asks after a change does not join a read that began before it.
      return singleFlight(`${tenantId} ${String(changes)}`, () => fetch(tenantId))
    },

    versions: (tenantId, selection) => store.versions(tenantId, selection),

    async readVersion(tenantId, version) {
      const kept = await store.readVersion(tenantId, version)
      return kept === undefined ? undefined : frozen(kept)
    },

    async change(tenantId, { actor, requestId }, decide) {
      const forgottenBefore = forgotten
      const policy = await store.change(tenantId, (stored) => {
        const current = frozen(stored)
        const document = decide(current)
        if (isSameDocument(current.document, document)) return undefined
        const at = clock.now()
        const base = { ids, tenantId, at, requestId, actor, version: current.version + 1 }
        const events = policyEvents(current.document, document, base)
        return { document, events, changedBy: actor, changedAt: at }
      })
      changes += 1
      // Another process has made a change meanwhile, and it may be the later one.
      const isNewest = forgotten === forgottenBefore
      return hold(tenantId, policy, isNewest ? clock.now() : NOT_FRESH)
    },

    forget(tenantId) {
      forgotten += 1
      changes += 1
      const held = book.peek(tenantId)
      if (held !== undefined) book.set(tenantId, { ...held, asOf: NOT_FRESH })
    },

    forgetAll() {
      for (const tenantId of [...book.keys()]) policies.forget(tenantId)
      forgotten += 1
      changes += 1
    },
  }
  return policies
}

// Only the order of resource rules has a meaning; another one of all else is no change.
function isSameDocument(a: PolicyDocument, b: PolicyDocument): boolean {
  const sorted = (document: PolicyDocument): PolicyDocument => ({
    ...document,
    providers: byId(document.providers),
    groups: byId(document.groups),
    bypasses: byId(document.bypasses),
    limits: { ...document.limits, rules: byId(document.limits.rules) },
  })
  return isSameValue(sorted(a), sorted(b))
}

function byId<T extends { readonly id: string }>(list: readonly T[]): readonly T[] {
  return [...list].sort((one, other) => (one.id < other.id ? -1 : 1))
}

/** Shared by all calls of a tenant, so nobody may change it in passing. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  Object.values(value).forEach(frozen)
  return Object.freeze(value)
}
