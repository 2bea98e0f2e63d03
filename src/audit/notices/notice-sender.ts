import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import { createSingleFlight } from '../../lib/single-flight.ts'
import { nextAttempt } from './next-attempt.ts'
import { testBody, type NoticeSite } from './notice-body.ts'
import type { NoticeAnswer, NoticeClient } from './notice-client.ts'
import { noticesChanged } from './notice-events.ts'
import type { NoticeSettings } from './notice-settings.ts'
import type { DeliveryEnd, NoticeDelivery, NoticeStore } from './notice-store.ts'

/** What came of a test. */
export interface TestOutcome {
  readonly delivered: boolean
  readonly outcome: string
}

/** Brings notices to their receivers: at least once each, in the order in which they fall due. */
export interface NoticeSender {
  /**
   * Looks for what is new and due, and begins to send it. Waits for no receiver: each tenant has a run
   * of its own, so that one that is slow holds up nobody else's.
   * @throws AggregateError with what went wrong since the round before
   */
  round(): Promise<void>
  /** Ends when all that was begun has. */
  settled(): Promise<void>
  /** Sends a test at once, whether notices are on or not; once, whatever comes of it. */
  test(settings: NoticeSettings): Promise<TestOutcome>
}

export interface NoticeSenderDeps {
  readonly store: NoticeStore
  readonly client: NoticeClient
  /** Undefined for a tenant whose app is not active: nothing is sent of it then. */
  readonly siteOf: (tenantId: string) => NoticeSite | undefined
  readonly clock: Clock
  readonly ids: Pick<Ids, 'next'>
}

/** Longer than an attempt can take; the message of a process that died is due again after it. */
const CLAIM_MS = 60_000
const MESSAGES_A_RUN = 20
const TENANTS_AT_ONCE = 64

export function createNoticeSender(deps: NoticeSenderDeps): NoticeSender {
  const { store, client, siteOf, clock, ids } = deps
  const running = new Map<string, Promise<void>>()
  const testing = createSingleFlight<TestOutcome>()
  let failures: unknown[] = []
  let lastBegun = ''

  function begin(tenantId: string): void {
    const run = runFor(tenantId)
      .catch((failure: unknown) => void failures.push(failure))
      .finally(() => running.delete(tenantId))
    running.set(tenantId, run)
  }

  async function runFor(tenantId: string): Promise<void> {
    const settings = await store.settings(tenantId)
    if (settings?.state !== 'on' || siteOf(tenantId) === undefined) return
    await store.enqueue(settings, clock.now())
    for (let sent = 0; sent < MESSAGES_A_RUN; sent += 1) {
      const now = clock.now()
      const delivery = await store.claim(tenantId, now, now + CLAIM_MS)
      // After a failure the next one waits for the next round: a slow receiver is asked seldom.
      if (delivery === undefined || !(await deliver(delivery, settings))) return
    }
  }

  async function deliver(delivery: NoticeDelivery, settings: NoticeSettings): Promise<boolean> {
    const answer = await post(delivery, settings)
    if (answer.kind === 'answered' && answer.status === 410) {
      const by = { actor: 'gatehouse', requestId: delivery.id }
      const event = noticesChanged(settings.tenantId, by, deps, { state: 'gone', status: 410 })
      await store.endFor(settings.tenantId, clock.now(), event)
      return false
    }
    await store.settle(delivery.id, endOf(delivery, answer, clock.now()))
    return isDelivered(answer)
  }

  const post = ({ id, body }: NoticeDelivery, settings: NoticeSettings) => {
    const { url, secret, previous } = settings
    const isKnown = previous !== undefined && clock.now() < previous.until
    return client.post({ url, id, body, secrets: isKnown ? [secret, previous.secret] : [secret] })
  }

  async function sendTest(settings: NoticeSettings): Promise<TestOutcome> {
    const site = siteOf(settings.tenantId) ?? { product: '', host: '' }
    const [id, now] = [`test-${ids.next()}`, clock.now()]
    const delivery: NoticeDelivery = {
      id,
      tenantId: settings.tenantId,
      kind: 'test',
      body: testBody(id, now, site),
      // Given up until it arrives: nobody else is to send it again.
      state: 'given-up',
      attempts: 1,
      createdAt: now,
      dueAt: now,
      settledAt: now,
      outcome: 'not answered yet',
    }
    await store.add(delivery)
    const answer = await post(delivery, settings)
    const [delivered, outcome] = [isDelivered(answer), outcomeWords(answer)]
    const state = delivered ? 'delivered' : 'given-up'
    await store.settle(id, { state, dueAt: now, settledAt: clock.now(), outcome })
    return { delivered, outcome }
  }

  return {
    async round() {
      const tenants = await store.tenantsOn()
      // It goes on where the round before had to stop: none waits long when there are more than fit.
      const next = tenants.indexOf(lastBegun) + 1
      for (const id of [...tenants.slice(next), ...tenants.slice(0, next)]) {
        if (running.size >= TENANTS_AT_ONCE) break
        if (running.has(id)) continue
        begin(id)
        lastBegun = id
      }
      if (failures.length === 0) return
      const told = failures
      failures = []
      throw new AggregateError(told, 'some notices could not be sent')
    },
    async settled() {
      while (running.size > 0) await Promise.all(running.values())
    },
    test: (settings) => testing(settings.tenantId, () => sendTest(settings)),
  }
}

function endOf(delivery: NoticeDelivery, answer: NoticeAnswer, now: number): DeliveryEnd {
  const outcome = outcomeWords(answer)
  if (isDelivered(answer)) return { state: 'delivered', dueAt: now, settledAt: now, outcome }
  const wait = answer.kind === 'answered' ? answer.retryAfterSeconds : undefined
  const dueAt = nextAttempt(delivery, now, wait)
  if (dueAt === undefined) return { state: 'given-up', dueAt: now, settledAt: now, outcome }
  return { state: 'waiting', dueAt, settledAt: undefined, outcome }
}

function isDelivered(answer: NoticeAnswer): boolean {
  return answer.kind === 'answered' && answer.status >= 200 && answer.status < 300
}

function outcomeWords(answer: NoticeAnswer): string {
  if (answer.kind === 'failed') return answer.reason.slice(0, 300)
  return `the receiver answered ${String(answer.status)}`
}
