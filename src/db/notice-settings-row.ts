import { NOTICE_KINDS } from '../audit/notices/notice-kinds.ts'
import type { NoticeSettings } from '../audit/notices/notice-settings.ts'
import type { Sealer } from '../lib/sealer.ts'
import type { NoticeSettingsRow } from './tables.ts'

/** The columns with sealed values; each is bound to its tenant and its column. */
export const SEALED_COLUMNS = ['sealed_url', 'sealed_secret', 'sealed_previous'] as const
type SealedColumn = (typeof SEALED_COLUMNS)[number]

/** What a sealed value is bound to: copied to another row or column, it opens nowhere. */
export function noticeBinding(tenantId: string, column: SealedColumn): string {
  return `notice_settings.${column}:${tenantId}`
}

export function noticeRowOf(settings: NoticeSettings, sealer: Sealer): NoticeSettingsRow {
  const { tenantId, previous } = settings
  const sealed = (column: SealedColumn, secret: NoticeSettings['secret']) =>
    sealer.seal(secret, noticeBinding(tenantId, column))
  return {
    tenant_id: tenantId,
    state: settings.state,
    kinds: settings.kinds.join(' '),
    sealed_url: sealed('sealed_url', settings.url),
    sealed_secret: sealed('sealed_secret', settings.secret),
    sealed_previous: previous === undefined ? null : sealed('sealed_previous', previous.secret),
    previous_until: previous?.until ?? null,
    since: settings.since,
    changed_at: settings.changedAt,
    changed_by: settings.changedBy,
  }
}

export function noticeSettingsOf(row: NoticeSettingsRow, sealer: Sealer): NoticeSettings {
  const { tenant_id: tenantId, sealed_previous, previous_until } = row
  const opened = (column: SealedColumn, sealed: string) =>
    sealer.open(sealed, noticeBinding(tenantId, column))
  const words = row.kinds.split(' ')
  return {
    tenantId,
    // Written by `noticeRowOf`; no other writer of this table exists.
    state: row.state as NoticeSettings['state'],
    kinds: NOTICE_KINDS.filter((kind) => words.includes(kind)),
    url: opened('sealed_url', row.sealed_url),
    secret: opened('sealed_secret', row.sealed_secret),
    previous:
      sealed_previous === null || previous_until === null
        ? undefined
        : { secret: opened('sealed_previous', sealed_previous), until: previous_until },
    since: row.since,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  }
}
