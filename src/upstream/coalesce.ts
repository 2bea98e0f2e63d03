import type { Clock } from '../lib/clock.ts'
import type { StopSignal } from '../lib/stop-signal.ts'
import { createAnswerBody } from './answer-body.ts'
import { joinKeyOf } from './coalesce-key.ts'
import { Leading, type Outcome } from './leading-question.ts'
import { Leads } from './leads.ts'
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

/** A question that was asked longer ago may have an answer that is too old for who asks now. */
const JOIN_WITHIN_MS = 2_000

const ALONE: Place = { kind: 'alone', leave: () => {} }

export function createCoalescer({ clock }: { readonly clock: Clock }): Coalescer {
  const leads = new Leads<Leading>()

  // Whoever asks from now on asks the product anew; who has joined already has asked before.
  const endJoining = (tenantId: string) => {
    leads.forget(tenantId)
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
      const { path } = request
      const lead = leads.find({ tenantId, path, key })
      if (lead === undefined || clock.now() - lead.since > JOIN_WITHIN_MS) {
        return new Leading(leads, tenantId, path, key, clock.now())
      }
      const outcome = lead.join()
      return { kind: 'joins', answer: () => answerOf(outcome, request.signal), leave: () => {} }
    },
  }
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
