import type { Notice } from './notice-kinds.ts'
import { noticeWords } from './notice-words.ts'

/** Which installation a notice is of, as its receiver knows it. */
export interface NoticeSite {
  readonly product: string
  readonly host: string
}

/** Of the test that an admin sends, beside what events are. */
export type MessageKind = Notice['kind'] | 'test'

/**
 * The body of a notice, as Standard Webhooks wants it: `type`, `timestamp`, `data`. Written once and kept
 * until it is delivered, so that each attempt says the same. The facts are those of the audit log, which
 * has no secrets.
 */
export function noticeBody(notice: Notice, { product, host }: NoticeSite): string {
  const { id, kind, at, actor, subject, facts } = notice
  const data = { id, product, site: host, says: noticeWords(notice), actor, subject, facts }
  return JSON.stringify({ type: kind, timestamp: new Date(at).toISOString(), data })
}

/** What an admin has sent to see whether it arrives. */
export function testBody(id: string, at: number, { product, host }: NoticeSite): string {
  const data = { id, product, site: host, says: 'This is a test. Nothing has happened.' }
  return JSON.stringify({ type: 'test', timestamp: new Date(at).toISOString(), data })
}
