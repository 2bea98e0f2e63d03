import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { StoredStream, StreamProgress } from './audit-stream.ts'
import { afterFailure } from './next-wait.ts'
import { nextBatch, type NextBatch } from './stream-batch.ts'
import { streamEvent } from './stream-events.ts'
import type { StreamSite } from './stream-record.ts'
import type { StreamSource } from './stream-source.ts'
import type { StreamStore } from './stream-store.ts'
import type { SendAnswer, StreamTransport } from './stream-transport.ts'

/** One step of a stream. @returns whether another may follow at once */
type StreamStep = (stored: StoredStream, site: StreamSite, signal: AbortSignal) => Promise<boolean>

/** Each loss is an event of the log, and so comes into the stream itself. */
const LOSES_EVERY_MS = 60_000

/**
 * What a stream does next: give up what is too much, find out what was removed before it could be sent, or
 * send some lines. What has come of it is written before anything else is done. A process that dies in
 * between has sent something twice, and left out nothing.
 */
export function createStreamStep(deps: {
  readonly store: Pick<StreamStore, 'move'>
  readonly source: StreamSource
  readonly transport: StreamTransport
  readonly clock: Clock
  readonly ids: Pick<Ids, 'next'>
}): StreamStep {
  const { store, source, transport, clock } = deps

  async function givenUpTo({ stream, progress }: StoredStream): Promise<number | undefined> {
    const { tenantId, dropBehind } = stream
    if (dropBehind === undefined) return undefined
    if (progress.lostAt !== undefined && clock.now() - progress.lostAt < LOSES_EVERY_MS) {
      return undefined
    }
    const upTo = (await source.head(tenantId)) - dropBehind
    return upTo > progress.upTo ? upTo : undefined
  }

  function lose(stored: StoredStream, upTo: number, reason: 'removed' | 'behind') {
    const { stream, progress } = stored
    const count = upTo - progress.upTo
    const facts = { count, fromSeq: progress.upTo + 1, toSeq: upTo, reason }
    const to = { upTo, lost: progress.lost + count, lostAt: clock.now() }
    return store.move(stream, progress, to, [streamEvent('stream.lost', stream, facts, deps)])
  }

  function taken(stored: StoredStream, { upTo, lastSent }: NextBatch, outcome: string) {
    const { stream, progress } = stored
    const { downSince } = progress
    const to = { upTo, lastSent, sentAt: clock.now(), outcome, ...WELL }
    if (downSince === undefined) return store.move(stream, progress, to, [])
    const facts = { downSince: new Date(downSince).toISOString() }
    return store.move(stream, progress, to, [streamEvent('stream.up', stream, facts, deps)])
  }

  async function notTaken(
    { stream, progress }: StoredStream,
    answer: Exclude<SendAnswer, { readonly kind: 'taken' }>,
  ): Promise<void> {
    const outcome = answer.outcome.slice(0, 300)
    if (answer.kind === 'gone') {
      const event = streamEvent('streams.changed', stream, { action: 'gone' }, deps)
      await store.move(stream, progress, { state: 'gone', outcome, ...WELL }, [event])
      return
    }
    const now = clock.now()
    const { isNowDown, ...failing } = afterFailure(progress, now, answer.retryAfterSeconds)
    const facts = { failures: failing.failures, outcome }
    const events = isNowDown ? [streamEvent('stream.down', stream, facts, deps)] : []
    await store.move(stream, progress, { ...failing, outcome }, events)
  }

  return async (stored, site, signal) => {
    const { stream, progress } = stored
    if (stream.state !== 'on' || progress.dueAt > clock.now()) return false
    const dropped = await givenUpTo(stored)
    if (dropped !== undefined) return lose(stored, dropped, 'behind')
    const part = await source.after(stream.tenantId, progress.upTo, stream.what)
    if (part.kind === 'end') return false
    if (part.kind === 'gap') return lose(stored, part.upTo, 'removed')
    const next = nextBatch(stream, part, site, progress)
    if (next.batch.records.length === 0) {
      return store.move(stream, progress, { upTo: next.upTo }, [])
    }
    const answer = await transport.send(stream.target, next.batch, signal)
    if (answer.kind === 'taken') return taken(stored, next, answer.outcome)
    await notTaken(stored, answer)
    return false
  }
}

const WELL = {
  failures: 0,
  failingSince: undefined,
  downSince: undefined,
} satisfies Partial<StreamProgress>
