import { stateOf, type ApiToken, type TokenState } from '../identity/api-token.ts'
import type { Product } from '../tenants/tenant.ts'
import { momentOf, type Moment } from './date-words.ts'
import { OVERLAPS } from './rotate-form.ts'
import { notesOn, type TokenNote } from './token-notes.ts'
import { timesOf, type EndingRules, type TokenTimes } from './token-times.ts'

/** One token as a row of a list; every string ready to be shown. */
interface TokenRow {
  readonly id: string
  readonly name: string
  /** Given where the list is about many people's tokens. */
  readonly owner: string | undefined
  readonly access: string
  readonly actsAs: string
  readonly created: Moment
  /** When it stops working, or stopped: a revoked token ended before its time. */
  readonly ends: Moment
  readonly lastUsed: Moment | undefined
  readonly state: { readonly id: TokenState; readonly word: string }
  readonly endsSoon: boolean
  readonly isService: boolean
  readonly notes: readonly TokenNote[]
  /** Elements that the answers of the row's actions replace. */
  readonly target: string
  readonly revokeTarget: string
  readonly overlaps: typeof OVERLAPS
  /** Where each is asked for; absent when there is nothing left to do it to. */
  readonly revokeAction: string | undefined
  readonly rotateAction: string | undefined
  readonly narrowAction: string | undefined
  /** Shows what the token can do, in the element of this selector. */
  readonly canDo: { readonly action: string; readonly target: string } | undefined
  readonly isNew: boolean
  readonly searchText: string
}

/** How a list differs between its owner's page and the administrators'. */
export interface TokenListView extends EndingRules {
  readonly now: number
  readonly product: Product
  /** Path that a token id and `/revoke`, `/rotate` or `/narrow` are added to. */
  readonly actions: string
  /** Selectors of the elements that revoking and all other actions replace. */
  readonly revokeTarget: string
  readonly target: string
  /** Given where the list can show what a token can do: selector of the element for it. */
  readonly canDoTarget?: string
  /** Given on lists that show owners: where the browser may ask for their names. */
  readonly personPath?: string
  readonly mayRotate: (token: ApiToken) => boolean
  readonly mayNarrow: (token: ApiToken) => boolean
  /** A token that was made by this very request. */
  readonly newTokenId?: string
}

export interface TokenListModel {
  readonly rows: readonly TokenRow[]
  readonly isEmpty: boolean
  readonly showOwner: boolean
  readonly personPath: string | undefined
  readonly count: string
}

interface Neighbours {
  readonly successor: ApiToken | undefined
  readonly predecessor: ApiToken | undefined
}

const SOON_MS = 7 * 24 * 3_600_000
const ACCESS = { read: 'Read', write: 'Read and write', manage: 'Manage Gatehouse' } as const
const STATE = { live: 'Active', expired: 'Expired', revoked: 'Revoked' } as const

/** Usable tokens first, then those that have ended; within each in the order of the store. */
export function presentTokens(tokens: readonly ApiToken[], view: TokenListView): TokenListModel {
  const byId = new Map(tokens.map((token) => [token.id, token]))
  const successors = new Map(tokens.map((token) => [token.rotatedFrom, token]))
  const rows = tokens.map((token) => {
    const predecessor = token.rotatedFrom === undefined ? undefined : byId.get(token.rotatedFrom)
    return presentToken(token, view, { predecessor, successor: successors.get(token.id) })
  })
  const live = rows.filter((row) => row.state.id === 'live')
  const ended = rows.filter((row) => row.state.id !== 'live')
  return {
    rows: [...live, ...ended],
    isEmpty: rows.length === 0,
    showOwner: view.personPath !== undefined,
    personPath: view.personPath,
    count: `${live.length} active${ended.length === 0 ? '' : `, ${ended.length} ended`}`,
  }
}

function presentToken(token: ApiToken, view: TokenListView, near: Neighbours): TokenRow {
  const { now } = view
  const times = timesOf(token, view, now)
  const showOwner = view.personPath !== undefined
  return {
    id: token.id,
    name: token.name,
    owner: showOwner ? token.ownerAccountId : undefined,
    access: ACCESS[token.access],
    actsAs: actsAsWords(token, showOwner),
    created: momentOf(token.createdAt, now),
    ends: momentOf(times.endsAt, now),
    lastUsed: token.lastUsedAt === undefined ? undefined : momentOf(token.lastUsedAt, now),
    state: { id: times.state, word: STATE[times.state] },
    endsSoon: times.state === 'live' && times.endsAt - now < SOON_MS,
    isService: token.purpose !== undefined,
    notes: notesOn(token, times, { now, product: view.product, ...near }),
    isNew: token.id === view.newTokenId,
    searchText: searchTextOf(token),
    ...controlsOf(token, view, times, near),
  }
}

function controlsOf(token: ApiToken, view: TokenListView, times: TokenTimes, near: Neighbours) {
  const at = (action: string) => `${view.actions}/${encodeURIComponent(token.id)}/${action}`
  const isLive = times.state === 'live'
  // One that a rule has ended can come back with the rule, so it can still be revoked.
  const isRevocable = stateOf(token, view.now) === 'live'
  const isIdle = times.idleAt !== undefined && times.idleAt <= view.now
  const { predecessor } = near
  const isLast = predecessor === undefined || stateOf(predecessor, view.now) !== 'live'
  const isRotatable = isLive && !isIdle && isLast && near.successor === undefined
  const mayRotate = isRotatable && view.mayRotate(token)
  return {
    target: view.target,
    revokeTarget: view.revokeTarget,
    overlaps: OVERLAPS,
    revokeAction: isRevocable ? at('revoke') : undefined,
    rotateAction: mayRotate ? at('rotate') : undefined,
    narrowAction: isLive && view.mayNarrow(token) ? at('narrow') : undefined,
    canDo:
      view.canDoTarget === undefined || !isLive || token.access === 'manage'
        ? undefined
        : { action: at('can-do'), target: view.canDoTarget },
  }
}

function searchTextOf({ name, ownerAccountId, id, purpose = '' }: ApiToken): string {
  return `${name} ${ownerAccountId} ${id} ${purpose}`.toLowerCase()
}

function actsAsWords(token: ApiToken, showOwner: boolean): string {
  if (token.actsAs === 'app') return 'The app'
  return showOwner ? 'Owner' : 'You'
}
