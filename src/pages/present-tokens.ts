import { stateOf, type ApiToken, type TokenState } from '../identity/api-token.ts'
import { momentOf, type Moment } from './date-words.ts'

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
  /** Where revoking is asked for; absent when there is nothing left to revoke. */
  readonly revokeAction: string | undefined
  readonly isNew: boolean
  readonly searchText: string
}

/** How a list differs between its owner's page and the administrators'. */
export interface TokenListView {
  readonly now: number
  /** Path that a token id and `/revoke` are added to. */
  readonly actions: string
  /** Given on lists that show owners: where the browser may ask for their names. */
  readonly personPath?: string
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

const SOON_MS = 7 * 24 * 3_600_000
const ACCESS = { read: 'Read', write: 'Read and write', manage: 'Manage Gatehouse' } as const
const STATE = { live: 'Active', expired: 'Expired', revoked: 'Revoked' } as const

/** Usable tokens first, then those that have ended; within each in the order of the store. */
export function presentTokens(tokens: readonly ApiToken[], view: TokenListView): TokenListModel {
  const rows = tokens.map((token) => presentToken(token, view))
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

function presentToken(token: ApiToken, view: TokenListView): TokenRow {
  const state = stateOf(token, view.now)
  const showOwner = view.personPath !== undefined
  return {
    id: token.id,
    name: token.name,
    owner: showOwner ? token.ownerAccountId : undefined,
    access: ACCESS[token.access],
    actsAs: actsAsWords(token, showOwner),
    created: momentOf(token.createdAt, view.now),
    ends: momentOf(token.revokedAt ?? token.expiresAt, view.now),
    lastUsed: token.lastUsedAt === undefined ? undefined : momentOf(token.lastUsedAt, view.now),
    state: { id: state, word: STATE[state] },
    endsSoon: state === 'live' && token.expiresAt - view.now < SOON_MS,
    revokeAction:
      state === 'live' ? `${view.actions}/${encodeURIComponent(token.id)}/revoke` : undefined,
    isNew: token.id === view.newTokenId,
    searchText: `${token.name} ${token.ownerAccountId} ${token.id}`.toLowerCase(),
  }
}

function actsAsWords(token: ApiToken, showOwner: boolean): string {
  if (token.actsAs === 'app') return 'The app'
  return showOwner ? 'Owner' : 'You'
}
