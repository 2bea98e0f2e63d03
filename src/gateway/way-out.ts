import type { Awaitable } from '../lib/awaitable.ts'
import { Refusal } from '../lib/refusal.ts'
import type { StopSignal } from '../lib/stop-signal.ts'
import type { Principal } from '../identity/principal.ts'
import type { Passage, ProductBudget } from '../policy/budget/product-budget.ts'
import type { Settled } from '../policy/budget/tenant-budget.ts'
import type { Coalescer, Place } from '../upstream/coalesce.ts'
import type { SiteClient } from '../upstream/site-client.ts'
import type { SiteAnswer, SiteRequest } from '../upstream/site-request.ts'
import type { GrowingFacts } from './call-facts.ts'
import type { AllowedCall } from './decide.ts'

export interface WayOutDeps {
  readonly siteClient: Pick<SiteClient, 'send'>
  /** What is left of the product's own quota, and who may have it. */
  readonly budget: Pick<ProductBudget, 'enter'>
  /** Lets one answer of the product serve several that ask for the same at once. */
  readonly coalescer: Coalescer
}

/** The way of one allowed call to the product, found before its record is opened. */
export class WayOut {
  readonly #deps: WayOutDeps
  readonly #place: Place
  readonly #allowed: AllowedCall
  readonly #facts: GrowingFacts
  #passage: Passage | undefined

  constructor(deps: WayOutDeps, place: Place, allowed: AllowedCall, facts: GrowingFacts) {
    this.#deps = deps
    this.#place = place
    this.#allowed = allowed
    this.#facts = facts
  }

  /** Lets the call in, if it is one that the product will count. @throws Refusal `budget/*` */
  enter(signal: StopSignal | undefined): Awaitable<void> {
    const { snapshot, situation } = this.#allowed
    try {
      const entered = this.#deps.budget.enter(snapshot, situation, signal)
      if (!(entered instanceof Promise)) {
        this.#passage = entered
        return
      }
      return entered.then(
        (passage) => {
          this.#passage = passage
        },
        (thrown: unknown) => this.#turnedAway(thrown),
      )
    } catch (thrown) {
      return this.#turnedAway(thrown)
    }
  }

  #turnedAway(thrown: unknown): never {
    if (thrown instanceof Refusal) this.#facts.rule = thrown.code
    throw thrown
  }

  /** @throws what `SiteClient.send` throws, and what `ProductBudget.enter` does */
  async send(outbound: SiteRequest): Promise<SiteAnswer> {
    const place = this.#place
    if (place.kind === 'joins') {
      const shared = await place.answer()
      if (shared !== undefined) return shared
      await this.enter(outbound.signal)
    }
    let answer: SiteAnswer | undefined
    try {
      answer = await this.#deps.siteClient.send(outbound)
    } catch (thrown) {
      if (place.kind === 'leads') place.fail(thrown)
      throw thrown
    } finally {
      // The product has counted it by now; its answer may have a long way to go.
      this.#settle(answer?.quota?.remaining === undefined ? 'untold' : 'told')
    }
    if (place.kind === 'leads') {
      const shared = place.share(answer)
      if (shared !== undefined) await shared
    }
    // Before the caller knows that the write is done: whoever asks after that asks anew.
    if (place.kind === 'alone') place.leave()
    return answer
  }

  /** Whatever became of the call; once. */
  leave(): void {
    this.#place.leave()
    this.#settle('unsent')
  }

  #settle(how: Settled): void {
    this.#passage?.settle(how)
    this.#passage = undefined
  }
}

/**
 * A call that is going to share another's answer takes nothing of the product's quota; every other one has
 * to be let in first.
 * @throws Refusal `budget/*`, with the rule written down
 */
export function findWayOut(
  deps: WayOutDeps,
  allowed: AllowedCall,
  request: SiteRequest,
  facts: GrowingFacts,
): Awaitable<WayOut> {
  const place = deps.coalescer.placeFor(request, credentialOf(allowed.principal))
  const wayOut = new WayOut(deps, place, allowed, facts)
  if (place.kind === 'joins') return wayOut
  const turnedAway = (thrown: unknown): never => {
    place.leave()
    throw thrown
  }
  try {
    const entered = wayOut.enter(request.signal)
    return entered instanceof Promise ? entered.then(() => wayOut, turnedAway) : wayOut
  } catch (thrown) {
    return turnedAway(thrown)
  }
}

/** Once for each credential that is known already. */
const names = new WeakMap<Principal['credential'], string>()

function credentialOf({ credential }: Principal): string {
  const known = names.get(credential)
  if (known !== undefined) return known
  const { kind, id, provider = '', subject = '', trustRule = '' } = credential
  const name = JSON.stringify([kind, id, provider, subject, trustRule])
  names.set(credential, name)
  return name
}
