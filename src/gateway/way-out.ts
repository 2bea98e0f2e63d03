import { Refusal } from '../lib/refusal.ts'
import type { Principal } from '../identity/principal.ts'
import type { Passage, ProductBudget } from '../policy/budget/product-budget.ts'
import type { Settled } from '../policy/budget/tenant-budget.ts'
import type { Coalescer, Place } from '../upstream/coalesce.ts'
import type { SiteClient } from '../upstream/site-client.ts'
import type { SiteAnswer, SiteRequest } from '../upstream/site-request.ts'
import type { CallFacts } from './call-record.ts'
import type { AllowedCall } from './decide.ts'

export interface WayOutDeps {
  readonly siteClient: Pick<SiteClient, 'send'>
  /** What is left of the product's own quota, and who may have it. */
  readonly budget: Pick<ProductBudget, 'enter'>
  /** Lets one answer of the product serve several that ask for the same at once. */
  readonly coalescer: Coalescer
}

/** The way of one allowed call to the product, found before its record is opened. */
export interface WayOut {
  /** @throws what `SiteClient.send` throws, and what `ProductBudget.enter` does */
  send(request: SiteRequest): Promise<SiteAnswer>
  /** Whatever became of the call; once. */
  leave(): void
}

/**
 * A call that is going to share another's answer takes nothing of the product's quota; every other one has
 * to be let in first.
 * @throws Refusal `budget/*`, with the rule learnt
 */
export async function findWayOut(
  deps: WayOutDeps,
  allowed: AllowedCall,
  request: SiteRequest,
  learn: (more: Partial<CallFacts>) => void,
): Promise<WayOut> {
  const { snapshot, situation } = allowed
  const place: Place = deps.coalescer.placeFor(request, credentialOf(allowed.principal))
  let passage: Passage | undefined

  async function enter(): Promise<void> {
    try {
      passage = await deps.budget.enter(snapshot, situation, request.signal)
    } catch (thrown) {
      if (thrown instanceof Refusal) learn({ rule: thrown.code })
      throw thrown
    }
  }

  async function send(outbound: SiteRequest): Promise<SiteAnswer> {
    if (place.kind === 'joins') {
      const shared = await place.answer()
      if (shared !== undefined) return shared
      await enter()
    }
    let answer: SiteAnswer | undefined
    try {
      answer = await deps.siteClient.send(outbound)
    } catch (thrown) {
      if (place.kind === 'leads') place.fail(thrown)
      throw thrown
    } finally {
      // The product has counted it by now; its answer may have a long way to go.
      settle(answer?.quota?.remaining === undefined ? 'untold' : 'told')
    }
    if (place.kind === 'leads') await place.share(answer)
    // Before the caller knows that the write is done: whoever asks after that asks anew.
    if (place.kind === 'alone') place.leave()
    return answer
  }

  function settle(how: Settled): void {
    passage?.settle(how)
    passage = undefined
  }

  function leave(): void {
    place.leave()
    settle('unsent')
  }

  try {
    if (place.kind !== 'joins') await enter()
  } catch (thrown) {
    place.leave()
    throw thrown
  }
  return { send, leave }
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
