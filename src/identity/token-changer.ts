import type { Clock } from '../lib/clock.ts'
import type { Fault } from '../lib/fault.ts'
import { faultsAt } from '../lib/input-faults.ts'
import { Refusal } from '../lib/refusal.ts'
import type { ApiToken } from './api-token.ts'
import { demandLive, ownToken } from './live-token.ts'
import { changeFacts, type TokenEvents } from './token-events.ts'
import { parseTokenLimits } from './token-limits.ts'
import type { TokenLookup } from './token-lookup.ts'
import type { TokenStore } from './token-store.ts'
import { isWider } from './token-widening.ts'
import { powerFaults, refuseFaults } from './token-wish.ts'
import type { TokenChange, Tokens } from './tokens.ts'

export interface TokenChangerDeps {
  readonly store: Pick<TokenStore, 'change'>
  readonly lookup: Pick<TokenLookup, 'forget'>
  readonly clock: Clock
  readonly eventOf: TokenEvents
}

export function createTokenChanger(deps: TokenChangerDeps): Tokens['change'] {
  const { store, lookup, clock, eventOf } = deps
  return async (tenantId, tokenId, change, by) => {
    const { token } = await store.change(tenantId, tokenId, (held) => {
      const current = ownToken(held?.token, tokenId, by)
      demandLive(current, clock.now())
      refuseFaults(changeFaults(current, change))
      const wanted = changed(current, change)
      const facts = changeFacts(current, wanted)
      if (facts === undefined) return { token: current }
      if (!by.mayWiden && isWider(wanted, current)) {
        throw new Refusal('tokens/widening', { detail: `API token ${tokenId} by ${by.actor}` })
      }
      const told = { owner: current.ownerAccountId, ...facts }
      return { token: wanted, event: eventOf('token.changed', current, by, told) }
    })
    lookup.forget(tenantId, tokenId)
    return token
  }
}

function changed(token: ApiToken, { limits, access, actsAs }: TokenChange): ApiToken {
  return {
    ...token,
    limits: limits ?? token.limits,
    access: access ?? token.access,
    actsAs: actsAs ?? token.actsAs,
  }
}

function changeFaults(token: ApiToken, change: TokenChange): readonly Fault[] {
  const limits = change.limits === undefined ? undefined : parseTokenLimits(change.limits)
  const { access } = changed(token, change)
  const turnsManaging = (access === 'manage') !== (token.access === 'manage')
  return [
    ...(turnsManaging ? [{ path: 'access', says: MANAGING }] : []),
    ...(limits?.kind === 'refused' ? faultsAt('limits', limits.faults) : []),
    ...powerFaults({ ...changed(token, change), isService: token.purpose !== undefined }),
  ]
}

const MANAGING =
  'A token either manages Gatehouse or calls the product for all its life; make another one.'
