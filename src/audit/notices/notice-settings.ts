import type { Secret } from '../../lib/secret.ts'
import type { NoticeKind } from './notice-kinds.ts'

/** Where the notices of one tenant go. */
export interface NoticeSettings {
  readonly tenantId: string
  /** `gone`: the receiver said that it wants no more (410); only an admin switches it on again. */
  readonly state: 'on' | 'off' | 'gone'
  readonly kinds: readonly NoticeKind[]
  /** Many receivers know their senders by the address alone, so it is kept like a secret. */
  readonly url: Secret
  /** `whsec_` and the key in base64. */
  readonly secret: Secret
  /** What was signed with before; it signs as well until the receiver has had time to change. */
  readonly previous: { readonly secret: Secret; readonly until: number } | undefined
  /** Only what happened since then is told. Milliseconds since the epoch. */
  readonly since: number
  readonly changedAt: number
  readonly changedBy: string
}

/** The host alone, for lists, logs and audit events. */
export function hostOf({ url }: Pick<NoticeSettings, 'url'>): string {
  return URL.parse(url.reveal())?.host ?? ''
}
