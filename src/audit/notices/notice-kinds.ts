import type { ChangeEvent, RecordedEvent } from '../audit-event.ts'

/** Events that somebody should hear of without having looked. */
export const NOTICE_KINDS = [
  'guard.tripped',
  'token.expiring',
  'token.revoked',
  'budget.low',
  'provider.down',
  'provider.up',
  'sign-on.wrong-user',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** An event that is told elsewhere. */
export type Notice = ChangeEvent & { readonly kind: NoticeKind }

export function isNotice(event: RecordedEvent): event is Notice {
  return NOTICE_KINDS.some((kind) => kind === event.kind)
}

/** What each is called where one chooses between them. */
export const NOTICE_NAMES: Readonly<Record<NoticeKind, string>> = {
  'guard.tripped': 'A caller was stopped from deleting more',
  'token.expiring': 'A token ends soon: 14, 3 and 1 days before',
  'token.revoked': 'A token was revoked',
  'budget.low': 'The product’s own budget runs low',
  'provider.down': 'An identity provider cannot be asked',
  'provider.up': 'An identity provider can be asked again',
  'sign-on.wrong-user': 'The product took a caller for somebody else',
}
