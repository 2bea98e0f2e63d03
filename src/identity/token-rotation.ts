import type { Clock } from '../lib/clock.ts'
import { daysAfter, daysBetween, hoursAfter } from '../lib/time-spans.ts'
import type { Fault } from '../lib/fault.ts'
import type { Ids } from '../lib/ids.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Secret } from '../lib/secret.ts'
import { stateOf, type ApiToken } from './api-token.ts'
import { demandLive, ownToken } from './live-token.ts'
import type { TokenEvents } from './token-events.ts'
import type { TokenLookup } from './token-lookup.ts'
import type { TokenStore } from './token-store.ts'
import { hashTokenText, newTokenText } from './token-text.ts'
import { refuseFaults } from './token-wish.ts'
import { OVERLAP_HOURS_MAX, TOKEN_DAYS_MAX, type TokenActor, type Tokens } from './tokens.ts'

export interface TokenRotationDeps {
  readonly store: Pick<TokenStore, 'change'>
  readonly lookup: Pick<TokenLookup, 'forget'>
  readonly hashKey: Secret
  readonly clock: Clock
  readonly ids: Ids
  readonly eventOf: TokenEvents
}

type RotationWish = Parameters<Tokens['rotate']>[2]

export function createTokenRotation(deps: TokenRotationDeps): Tokens['rotate'] {
  const { store, lookup, hashKey, clock, ids, eventOf } = deps
  return async (tenantId, tokenId, wish, by) => {
    refuseFaults(wishFaults(wish))
    const { id, text } = newTokenText(ids)
    const { successor } = await store.change(tenantId, tokenId, (held) => {
      const old = ownToken(held?.token, tokenId, by)
      demandRightful(old, by)
      const now = clock.now()
      if (held?.isRotated === true) refuseFaults([ROTATED])
      demandLive(old, now)
      demandLast(held?.predecessor, now)
      const hash = hashTokenText(text, hashKey)
      const made = { id, hash, createdAt: now, expiresAt: endOfSuccessor(old, wish, now) }
      const { overlapHours } = wish
      const lifetimeDays = daysBetween(now, made.expiresAt)
      const facts = { from: old.id, owner: old.ownerAccountId, overlapHours, lifetimeDays }
      return {
        token: { ...old, expiresAt: Math.min(old.expiresAt, hoursAfter(now, overlapHours)) },
        successor: { ...old, ...made, rotatedFrom: old.id, lastUsedAt: undefined },
        event: eventOf('token.rotated', { id, tenantId }, by, facts),
      }
    })
    lookup.forget(tenantId, tokenId)
    if (successor === undefined) throw new Error('a rotation has no successor')
    return { token: successor, text }
  }
}

/**
 * Whoever rotates gets a text to see that acts as the token does: a person's is for that person alone,
 * and a service account's, which acts as the app, for administrators.
 * @throws Refusal `request/invalid-input`, `person/not-admin`
 */
function demandRightful(old: ApiToken, { actor, ownerAccountId }: TokenActor): void {
  if (old.purpose === undefined) {
    if (old.ownerAccountId !== actor) refuseFaults([OF_OTHERS])
    return
  }
  if (ownerAccountId === undefined) return
  throw new Refusal('person/not-admin', { detail: `API token ${old.id} is a service account’s` })
}

/**
 * That at most two tokens of a chain are live: otherwise each rotation with an overlap would add one to
 * what its owner may have.
 * @throws Refusal `request/invalid-input`
 */
function demandLast(predecessor: ApiToken | undefined, now: number): void {
  if (predecessor === undefined || stateOf(predecessor, now) !== 'live') return
  const until = new Date(predecessor.expiresAt).toISOString()
  const says = `The one before this token still works until ${until}: revoke it first, or wait.`
  refuseFaults([{ path: '', says }])
}

const ROTATED: Fault = {
  path: '',
  says: 'This token was rotated already; rotate the one that took its place.',
}
const OF_OTHERS: Fault = {
  path: '',
  says: 'A person’s token can be rotated by that person alone, who gets to see its new text.',
}

function wishFaults({ overlapHours, lifetimeDaysMax }: RotationWish): readonly Fault[] {
  const isOverlap = Number.isInteger(overlapHours) && overlapHours >= 0
  const says = `Must be a whole number of hours from 0 to ${OVERLAP_HOURS_MAX}.`
  return [
    ...(isOverlap && overlapHours <= OVERLAP_HOURS_MAX ? [] : [{ path: 'overlapHours', says }]),
    // A bound that is no number allows nothing.
    ...(lifetimeDaysMax >= 1 ? [] : [{ path: '', says: 'No token may be made now.' }]),
  ]
}

/** It lives as long as the old one was made for, or as is allowed by now. */
function endOfSuccessor(old: ApiToken, { lifetimeDaysMax }: RotationWish, now: number): number {
  const asLong = now + old.expiresAt - old.createdAt
  return Math.min(asLong, daysAfter(now, Math.min(lifetimeDaysMax, TOKEN_DAYS_MAX)))
}
