import type { Fault } from '../../lib/fault.ts'
import { NOTICE_KINDS, type NoticeKind } from './notice-kinds.ts'
import type { NoticeWish } from './notices.ts'

/** What was entered, wherever; an address that was looked at, and names that may be anything. */
export interface EnteredWish {
  readonly url: string
  readonly kinds: readonly string[]
  readonly state: string
  readonly rotateSecret?: boolean | undefined
}

type WishReading =
  | { readonly kind: 'accepted'; readonly wish: NoticeWish }
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }

/**
 * The wish in what was entered, with its kinds in their own order.
 * @param urlFault what is wrong with the address; undefined when nothing is
 */
export function noticeWishOf(
  { url, kinds, state, rotateSecret = false }: EnteredWish,
  urlFault: string | undefined,
): WishReading {
  const known = NOTICE_KINDS.filter((kind) => kinds.includes(kind))
  const unknown = kinds.find((name) => !NOTICE_KINDS.some((kind) => kind === name))
  const isState = state === 'on' || state === 'off'
  const faults = [
    ...(urlFault === undefined ? [] : [{ path: 'url', says: urlFault }]),
    ...(unknown === undefined ? [] : [{ path: 'kinds', says: `Must be some of: ${listed()}.` }]),
    ...(isState && (state === 'off' || known.length > 0)
      ? []
      : isState
        ? [{ path: 'kinds', says: 'Choose at least one, or switch notices off.' }]
        : [{ path: 'state', says: 'Must be on or off.' }]),
  ]
  if (faults.length > 0 || !isState) return { kind: 'refused', faults }
  return { kind: 'accepted', wish: { url, kinds: known, state, rotateSecret } }
}

function listed(): string {
  const names: readonly NoticeKind[] = NOTICE_KINDS
  return names.join(', ')
}
