import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { StopSignal } from '../lib/stop-signal.ts'
import { createAnswerBody } from './answer-body.ts'
import { joinKeyOf } from './coalesce-key.ts'
import type { SiteAnswer, SiteRequest } from './site-request.ts'

/**
 * Lets identical questions of one identity that are asked at the same time share one answer of the
 * product. What is shared is still under way when somebody joins, and was asked for a moment before at
 * most; nobody gets an answer to a question that was asked before the end of a write that this process
 * has made for the tenant.
 */
export interface Coalescer {
  /**
   * Finds the call's place at once, before anything is waited for.
   * @param credential whom the call is counted with; two credentials of one person share nothing
   */
  placeFor(request: SiteRequest, credential: string): Place
  /** Another process has made a write for the tenant: whoever asks from now on joins nothing older. */
  endJoining(tenantId: string): void
}

/** Every place is left in the end, whatever became of the call. */
export type Place =
  /** Makes its call, and what comes of it is nobody else's. */
  | { readonly kind: 'alone'; leave(): void }
  /** Makes its call, and shares the answer with whoever joins meanwhile. */
  | {
      readonly kind: 'leads'
      /** Undefined where nobody waits for it. */
      share(answer: SiteAnswer): Promise<void> | undefined
      fail(thrown: unknown): void
      leave(): void
    }
  /** Waits for another's answer; undefined where it has to make its call after all. */
  | { readonly kind: 'joins'; answer(): Promise<SiteAnswer | undefined>; leave(): void }

/** A longer answer is read by its own caller only; it would be held in memory as a whole. */
const SHARED_BYTES_MAX = 256 * 1024
/** How long the others wait for an answer's last byte. */
const SHARED_WAIT_MS = 2_000
/** A question that was asked longer ago may have an answer that is too old for who asks now. */
const JOIN_WITHIN_MS = 2_000

/** What the others get: the whole answer, a refusal, or nothing. */
type Outcome =
  | { readonly kind: 'answer'; readonly answer: SiteAnswer; readonly bytes: Buffer }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | { readonly kind: 'none' }

const NONE = { kind: 'none' } as const
const ALONE: Place = { kind: 'alone', leave: () => {} }

export function createCoalescer({ clock }: { readonly clock: Clock }): Coalescer {
  const leads = new Map<string, Leading>()

  // Whoever asks from now on asks the product anew; who has joined already has asked before.
  const endJoining = (tenantId: string) => {
    for (const [key, lead] of leads) if (lead.tenantId === tenantId) leads.delete(key)
  }

  return {
    endJoining,
    placeFor(request, credential) {
      const tenantId = request.tenant.id
      if (request.needs !== 'READ') {
        endJoining(tenantId)
        return {
          kind: 'alone',
          leave: () => {
            endJoining(tenantId)
          },
        }
      }
      const key = joinKeyOf(request, credential)
      if (key === undefined) return ALONE
      const lead = leads.get(key)
      if (lead === undefined || clock.now() - lead.since > JOIN_WITHIN_MS) {
        return new Leading(leads, key, tenantId, clock.now())
      }
      const outcome = joined(lead)
      return { kind: 'joins', answer: () => answerOf(outcome, request.signal), leave: () => {} }
    },
  }
}

/** A question on its way, and those who have joined it; most are asked by nobody else. */
class Leading {
  readonly kind = 'leads'
  readonly tenantId: string
  readonly since: number
  readonly #leads: Map<string, Leading>
  readonly #key: string
  waiting: ((outcome: Outcome) => void)[] | undefined

  constructor(leads: Map<string, Leading>, key: string, tenantId: string, since: number) {
    this.tenantId = tenantId
    this.since = since
    this.#leads = leads
    this.#key = key
    leads.set(key, this)
  }

  share(answer: SiteAnswer): Promise<void> | undefined {
    this.#close()
    if (this.waiting === undefined) return undefined
    return outcomeOf(answer).then((outcome) => {
      this.#settle(outcome)
    })
  }

  fail(thrown: unknown): void {
    this.#close()
    this.#settle(thrown instanceof Refusal ? { kind: 'refusal', refusal: thrown } : NONE)
  }

  leave(): void {
    this.#close()
    this.#settle(NONE)
  }

  #close(): void {
    if (this.#leads.get(this.#key) === this) this.#leads.delete(this.#key)
  }

  // The first word counts: whoever has an answer is not told later that there is none.
  #settle(outcome: Outcome): void {
    for (const tell of this.waiting ?? []) tell(outcome)
  }
}

function joined(lead: Leading): Promise<Outcome> {
  return new Promise((resolve) => {
    lead.waiting ??= []
    lead.waiting.push(resolve)
  })
}

// The bytes stay in the answer, whose own caller reads them as ever.
async function outcomeOf(answer: SiteAnswer): Promise<Outcome> {
  const bytes = await answer.body.peek(SHARED_BYTES_MAX + 1, SHARED_WAIT_MS)
  if (!answer.body.isComplete || bytes.length > SHARED_BYTES_MAX) return NONE
  return { kind: 'answer', answer, bytes }
}

async function answerOf(
  shared: Promise<Outcome>,
  signal: StopSignal | undefined,
): Promise<SiteAnswer | undefined> {
  const outcome = await unlessAborted(shared, signal)
  switch (outcome.kind) {
    case 'answer':
      return { ...outcome.answer, body: bodyOf(outcome.bytes) }
    case 'refusal':
      throw outcome.refusal
    case 'none':
      return undefined
  }
}

function bodyOf(bytes: Buffer) {
  const feed = createAnswerBody({ pause: () => {}, resume: () => {}, abort: () => {} })
  if (bytes.length > 0) feed.push(bytes)
  feed.end()
  return feed.body
}

function unlessAborted<T>(work: Promise<T>, signal: StopSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    work
      .finally(() => {
        signal.removeEventListener('abort', stop)
      })
      .then(resolve, reject)
  })
}
