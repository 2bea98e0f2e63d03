import type { CredentialKind } from '../../../identity/principal.ts'
import type { CallerLock } from '../../../policy/guard/caller-lock.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import type { EventsLink, PresentEventsLink } from '../events/events-link.ts'

/** One locked caller as a row; every string ready to be shown. */
interface LockRow {
  readonly id: string
  /** What kind of caller, and its name as far as there is one. */
  readonly kind: string
  readonly name: string
  /** Given where the list is about many people's callers; absent where nobody answers for it. */
  readonly account: string | undefined
  readonly locked: Moment
  /** `more than 100 in an hour` */
  readonly did: string
  /** Opens its calls in the log; absent for who cannot read all of that. */
  readonly calls: EventsLink | undefined
  readonly unlockAction: string
  /** Element that the answer replaces. */
  readonly target: string
}

export interface LockListModel {
  readonly rows: readonly LockRow[]
  readonly isEmpty: boolean
  readonly showAccount: boolean
  readonly personPath: string
  readonly count: string
}

export interface LockListView {
  readonly now: number
  /** Path that a lock's id and `/unlock` are added to. */
  readonly actions: string
  readonly target: string
  readonly personPath: string
  readonly showAccount: boolean
  /** Name of an API token. */
  readonly tokenName: (tokenId: string) => string | undefined
  /** For administrators. */
  readonly link?: PresentEventsLink
}

const KINDS: Readonly<Record<CredentialKind, string>> = {
  'api-token': 'API token',
  'provider-token': 'Identity provider',
  'context-token': 'Page of Gatehouse',
  basic: 'User name and password',
  'sso-cookie': 'Sign-on session',
  'product-token': 'Access token of the product',
  anonymous: 'No credential',
  bypass: 'Bypass',
}

/** In the order of the store, newest first. */
export function presentLocks(locks: readonly CallerLock[], view: LockListView): LockListModel {
  const { personPath, showAccount } = view
  return {
    rows: locks.map((lock) => presentLock(lock, view)),
    isEmpty: locks.length === 0,
    showAccount,
    personPath,
    count: `${String(locks.length)} locked`,
  }
}

function presentLock(lock: CallerLock, view: LockListView): LockRow {
  const { id, caller, credential, ownerAccountId, lockedAt, perHour } = lock
  const name = nameOf(lock, view)
  return {
    id,
    kind: KINDS[credential.kind],
    name,
    account: view.showAccount ? ownerAccountId : undefined,
    locked: momentOf(lockedAt, view.now),
    did: `more than ${perHour.toLocaleString('en-GB')} in an hour`,
    calls: view.link?.('Its calls', ` of ${name}`, { what: 'calls', caller }),
    unlockAction: `${view.actions}/${encodeURIComponent(id)}/unlock`,
    target: view.target,
  }
}

function nameOf({ caller, credential }: CallerLock, view: LockListView): string {
  const { kind, id, subject } = credential
  switch (kind) {
    case 'api-token':
      return view.tokenName(id) ?? id
    case 'provider-token':
    case 'context-token':
    case 'sso-cookie':
      return subject ?? id
    // Counted by where they come from: whoever is named in them is not proved.
    case 'basic':
    case 'product-token':
    case 'anonymous':
    case 'bypass':
      return caller.slice(kind.length + 1)
  }
}
