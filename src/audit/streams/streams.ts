import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import { Refusal } from '../../lib/refusal.ts'
import { Secret } from '../../lib/secret.ts'
import { invalid, targetFor } from './apply-wish.ts'
import {
  freshProgress,
  hostOfTarget,
  type AuditStream,
  type StoredStream,
  type StreamRef,
} from './audit-stream.ts'
import { streamEvent, type StreamActor } from './stream-events.ts'
import type { StreamSender, StreamTest } from './stream-sender.ts'
import type { StreamSource } from './stream-source.ts'
import type { StreamStore } from './stream-store.ts'
import type { StreamWish } from './stream-wish.ts'

/** A stream, and how many lines of the chain it has still before it. */
export interface SeenStream extends StoredStream {
  readonly behind: number
}

interface SavedStream {
  readonly seen: SeenStream
  /** A signing secret that was made by this; shown this once. */
  readonly newSecret: Secret | undefined
}

/** Audit streams for the doors. An id that is not the tenant's is `request/not-found`. */
export interface Streams {
  /** Oldest first. */
  list(tenantId: string): Promise<readonly SeenStream[]>
  find(ref: StreamRef): Promise<SeenStream>
  /** @throws Refusal `request/invalid-input` when there are as many as may be; `gatehouse/busy` */
  add(tenantId: string, wish: StreamWish, by: StreamActor): Promise<SavedStream>
  /**
   * Changes settings; the stream goes on from where it is. What is as it was records nothing.
   * @throws Refusal `request/invalid-input` as `targetFor` has it; `gatehouse/busy`
   */
  change(ref: StreamRef, wish: StreamWish, by: StreamActor): Promise<SavedStream>
  /** @throws Refusal `gatehouse/busy` */
  remove(ref: StreamRef, by: StreamActor): Promise<void>
  test(ref: StreamRef): Promise<StreamTest>
}

export const STREAMS_MAX = 3
const SECRET_BYTES = 32

export function createStreams(deps: {
  readonly store: StreamStore
  readonly source: StreamSource
  readonly sender: Pick<StreamSender, 'test'>
  readonly clock: Clock
  readonly ids: Ids
}): Streams {
  const { store, source, sender, clock, ids } = deps

  const makeSecret = () => new Secret(`whsec_${ids.randomBytes(SECRET_BYTES).toString('base64')}`)

  const seen = (stored: StoredStream, head: number): SeenStream => ({
    ...stored,
    behind: Math.max(0, head - stored.progress.upTo),
  })

  async function find(ref: StreamRef): Promise<SeenStream> {
    const stored = found(await store.find(ref))
    return seen(stored, await source.head(ref.tenantId))
  }

  async function add(tenantId: string, wish: StreamWish, by: StreamActor): Promise<SavedStream> {
    const now = clock.now()
    const { target, newSecret } = targetFor(wish, undefined, makeSecret, now)
    const stream = { ...streamOf(wish, by, now), tenantId, id: ids.next(), createdAt: now, target }
    const place = wish.begins === 'now' ? source.head(tenantId) : source.beforeOldest(tenantId)
    const progress = freshProgress(await place, now)
    await store.change(tenantId, (current) => {
      if (current.length >= STREAMS_MAX) {
        throw invalid('name', `There are ${String(STREAMS_MAX)} streams, and no room for more.`)
      }
      const facts = { action: 'added', ...factsOf(stream), begins: wish.begins }
      const event = streamEvent('streams.changed', stream, facts, deps, by)
      return { kind: 'add', stored: { stream, progress }, event }
    })
    return { seen: await find(stream), newSecret }
  }

  async function change(ref: StreamRef, wish: StreamWish, by: StreamActor): Promise<SavedStream> {
    let newSecret: Secret | undefined
    await store.change(ref.tenantId, (current) => {
      const { stream: before } = found(current.find(({ stream }) => stream.id === ref.id))
      const now = clock.now()
      const applied = targetFor(wish, before, makeSecret, now)
      newSecret = applied.newSecret
      const stream = { ...before, ...streamOf(wish, by, now), target: applied.target }
      if (isSame(before, stream)) return undefined
      const facts = { action: 'changed', ...factsOf(stream) }
      const rotated = newSecret === undefined ? {} : { secret: 'rotated' }
      const event = streamEvent('streams.changed', stream, { ...facts, ...rotated }, deps, by)
      return { kind: 'save', stream, event }
    })
    return { seen: await find(ref), newSecret }
  }

  return {
    async list(tenantId) {
      const [all, head] = await Promise.all([store.list(tenantId), source.head(tenantId)])
      return all.map((stored) => seen(stored, head))
    },
    find,
    add,
    change,
    remove: ({ tenantId, id }, by) =>
      store.change(tenantId, (current) => {
        const { stream, progress } = found(current.find((each) => each.stream.id === id))
        const facts = { action: 'removed', sentUpTo: progress.upTo, lost: progress.lost }
        const event = streamEvent('streams.changed', stream, facts, deps, by)
        return { kind: 'remove', id, event }
      }),
    test: async (ref) => sender.test(found(await store.find(ref))),
  }
}

function found(stored: StoredStream | undefined): StoredStream {
  if (stored !== undefined) return stored
  throw new Refusal('request/not-found', { detail: 'no such audit stream' })
}

function streamOf({ name, what, state, dropBehind }: StreamWish, by: StreamActor, now: number) {
  return { name, what, state, dropBehind, changedAt: now, changedBy: by.actor }
}

function factsOf({ what, state, target, dropBehind }: AuditStream) {
  const common = { to: target.kind, what, state }
  return dropBehind === undefined ? common : { ...common, dropBehind }
}

function isSame(one: AuditStream, other: AuditStream): boolean {
  return plainly(one) === plainly(other)
}

/** All that an admin decides, with its secrets; only for comparing. */
function plainly({ name, what, state, dropBehind, target }: AuditStream): string {
  const parts = [name, what, state, dropBehind, hostOfTarget(target)]
  if (target.kind === 'syslog') return JSON.stringify([...parts, target])
  const { url, header, secret, ca } = target
  const hidden = [url, header?.value, secret].map((each) => each?.reveal())
  return JSON.stringify([...parts, header?.name, ca, ...hidden])
}
