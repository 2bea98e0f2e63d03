import { NOTICE_NAMES, type Notice } from '../../../audit/notices/notice-kinds.ts'
import type { NoticeDelivery } from '../../../audit/notices/notice-store.ts'
import { noticeWords } from '../../../audit/notices/notice-words.ts'
import { momentOf, type Moment } from '../../date-words.ts'
import type { KnownNames } from '../events/caller-words.ts'

/** A notice as it is read on the page. */
export interface NoticeRow {
  readonly id: string
  readonly says: string
  readonly at: Moment
  /** Something to be seen to, not only to be known. */
  readonly isUrgent: boolean
  readonly tone: 'failed' | 'passed' | 'expired'
  readonly label: string
}

interface DeliveryRow {
  readonly id: string
  readonly what: string
  readonly at: Moment
  readonly tone: 'failed' | 'passed' | 'expired'
  readonly stateWord: string
  readonly attempts: string
  readonly outcome: string
  /** When it is tried again. */
  readonly next: Moment | undefined
}

const URGENT: ReadonlySet<Notice['kind']> = new Set([
  'guard.tripped',
  'budget.low',
  'provider.down',
  'sign-on.wrong-user',
])

const LABELS: Readonly<Record<Notice['kind'], string>> = {
  'guard.tripped': 'Locked',
  'token.expiring': 'Ends soon',
  'token.revoked': 'Revoked',
  'budget.low': 'Budget low',
  'provider.down': 'Provider down',
  'provider.up': 'Provider up',
  'sign-on.wrong-user': 'Wrong user',
}

export function presentNotice(notice: Notice, names: KnownNames, now: number): NoticeRow {
  const { id, kind, at } = notice
  const isUrgent = URGENT.has(kind)
  return {
    id,
    says: noticeWords(named(notice, names)),
    at: momentOf(at, now),
    isUrgent,
    tone: isUrgent ? 'failed' : kind === 'provider.up' ? 'passed' : 'expired',
    label: LABELS[kind],
  }
}

// A receiver is told ids alone, as they never change; whoever reads it here knows things by their names.
function named(notice: Notice, { tokens, document }: KnownNames): Notice {
  const { kind, subject, facts } = notice
  const tokenWords = (id: string) => {
    const name = tokens.get(id)
    return name === undefined ? id : `“${name}”`
  }
  switch (kind) {
    case 'guard.tripped': {
      const { credentialKind, credentialId } = facts
      if (credentialKind !== 'api-token' || typeof credentialId !== 'string') return notice
      return { ...notice, facts: { ...facts, credentialId: tokenWords(credentialId) } }
    }
    case 'token.revoked':
      return { ...notice, subject: tokenWords(subject) }
    case 'provider.down':
    case 'provider.up': {
      const provider = document.providers.find(({ id }) => id === subject)
      return { ...notice, subject: provider?.name ?? subject }
    }
    case 'token.expiring':
    case 'sign-on.wrong-user':
    case 'budget.low':
      return notice
  }
}

const STATES = {
  waiting: { tone: 'expired', word: 'Not yet' },
  delivered: { tone: 'passed', word: 'Delivered' },
  'given-up': { tone: 'failed', word: 'Given up' },
} as const

export function presentDelivery(delivery: NoticeDelivery, now: number): DeliveryRow {
  const { id, kind, createdAt, attempts, state, outcome, dueAt } = delivery
  const { tone, word } = STATES[state]
  return {
    id,
    what: kind === 'test' ? 'A test' : NOTICE_NAMES[kind],
    at: momentOf(createdAt, now),
    tone,
    stateWord: word,
    attempts: attempts === 1 ? '1 attempt' : `${String(attempts)} attempts`,
    outcome: outcome ?? '',
    next: state === 'waiting' && attempts > 0 ? momentOf(dueAt, now) : undefined,
  }
}
