import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import { createSingleFlight } from '../../lib/single-flight.ts'
import type { StoredStream, StreamRef } from './audit-stream.ts'
import { createStreamStep } from './stream-step.ts'
import { testRecord, type StreamSite } from './stream-record.ts'
import type { StreamSource } from './stream-source.ts'
import type { StreamStore } from './stream-store.ts'
import type { StreamTransport } from './stream-transport.ts'

/** What came of a test. */
export interface StreamTest {
  readonly delivered: boolean
  readonly outcome: string
}

/** Brings events to the receivers of streams: at least once each, in the order of their chain. */
export interface StreamSender {
  /**
   * Looks for streams that are behind, and begins to send. Waits for no receiver: each stream has a run
   * of its own, so that one that is slow holds up nobody else's.
   * @throws AggregateError with what went wrong since the round before
   */
  round(): Promise<void>
  /** Ends when all that was begun has. */
  settled(): Promise<void>
  /** Cuts off what is under way; it is sent again by the next round, whoever's that is. */
  stop(): Promise<void>
  /** Sends a test at once, whether the stream is on or not; once, whatever comes of it. */
  test(stored: StoredStream): Promise<StreamTest>
}

export interface StreamSenderDeps {
  readonly store: StreamStore
  readonly source: StreamSource
  readonly transport: StreamTransport
  /** Undefined for a tenant whose app is not active: nothing is sent of it then. */
  readonly siteOf: (tenantId: string) => StreamSite | undefined
  readonly clock: Clock
  readonly ids: Pick<Ids, 'next'>
}

const RUNS_AT_ONCE = 32
/** Or receivers that are away would take all places. */
const FAILING_AT_ONCE = 12
const STEPS_A_RUN = 50
const RUN_MS = 10_000

export function createStreamSender(deps: StreamSenderDeps): StreamSender {
  const { store, transport, siteOf, clock, ids } = deps
  const step = createStreamStep(deps)
  const running = new Map<string, { readonly isFailing: boolean; readonly run: Promise<void> }>()
  const testing = createSingleFlight<StreamTest>()
  let failures: unknown[] = []
  let lastBegun = ''
  let cutting = new AbortController()

  async function runFor(ref: StreamRef, signal: AbortSignal): Promise<void> {
    const until = clock.now() + RUN_MS
    for (let steps = 0; steps < STEPS_A_RUN && clock.now() < until; steps += 1) {
      const stored = await store.find(ref)
      const site = siteOf(ref.tenantId)
      if (stored === undefined || site === undefined || signal.aborted) return
      if (!(await step(stored, site, signal))) return
    }
  }

  function begin(ref: StreamRef, isFailing: boolean): void {
    const key = keyOf(ref)
    const { signal } = cutting
    const run = runFor(ref, signal)
      .catch((failure: unknown) => {
        if (!signal.aborted) failures.push(failure)
      })
      .finally(() => running.delete(key))
    running.set(key, { isFailing, run })
  }

  const settled = async () => {
    while (running.size > 0) await Promise.all([...running.values()].map(({ run }) => run))
  }

  const failing = () => [...running.values()].filter(({ isFailing }) => isFailing).length

  return {
    async round() {
      const ready = await store.ready(clock.now())
      // It goes on where the round before had to stop: none waits long when there are more than fit.
      const next = ready.findIndex((each) => keyOf(each) === lastBegun) + 1
      for (const ref of [...ready.slice(next), ...ready.slice(0, next)]) {
        if (running.size >= RUNS_AT_ONCE) break
        if (running.has(keyOf(ref)) || (ref.isFailing && failing() >= FAILING_AT_ONCE)) continue
        begin(ref, ref.isFailing)
        lastBegun = keyOf(ref)
      }
      if (failures.length === 0) return
      const told = failures
      failures = []
      throw new AggregateError(told, 'some audit streams could not be sent')
    },
    settled,
    async stop() {
      cutting.abort()
      await settled()
      cutting = new AbortController()
    },
    test: ({ stream }) =>
      testing(keyOf(stream), async () => {
        const site = siteOf(stream.tenantId) ?? { product: '', host: '' }
        const records = [testRecord(stream.tenantId, clock.now(), site)]
        const batch = { id: `test-${ids.next()}`, records }
        const answer = await transport.send(stream.target, batch, cutting.signal)
        return { delivered: answer.kind === 'taken', outcome: answer.outcome }
      }),
  }
}

function keyOf({ tenantId, id }: StreamRef): string {
  return `${tenantId}/${id}`
}
