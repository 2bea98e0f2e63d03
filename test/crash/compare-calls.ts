import type { AuditedCall, CallerAnswer, SeenCall, SentCall } from './calls.ts'

/**
 * What must never be: `missing` — the product saw it, or its caller was answered, and the audit log does
 * not have it; `twice` — the log has it more than once; `untrue` — the log says of it what was not so;
 * `uncontrolled` — the product saw a call that was refused, or one call more than once; `unproved` — the
 * chain of a tenant is not as it was written (`check-chain.ts`).
 */
export interface CallFault {
  readonly kind: 'missing' | 'twice' | 'untrue' | 'uncontrolled' | 'unproved'
  readonly mark: string
  readonly says: string
}

interface Account {
  readonly sent: SentCall | undefined
  readonly seen: readonly SeenCall[]
  readonly audited: readonly AuditedCall[]
}

export interface ComparedLists {
  readonly sent: readonly SentCall[]
  readonly seen: readonly SeenCall[]
  readonly audited: readonly AuditedCall[]
}

// The outcome is written once the answer is out, so a kill may lose that of a call that has just ended; a
// machine that is busy with other things makes this longer than it takes.
const OUTCOME_WITHIN_MS = 2_000

const AUDIT_UNAVAILABLE = 'gatehouse/audit-unavailable'

/** Holds the caller's, the product's and Gatehouse's own word on each call against each other. */
export function compareCalls(lists: ComparedLists): readonly CallFault[] {
  return [...accountsOf(lists)].flatMap(([mark, account]) =>
    faultsOf(account).map((fault) => ({ mark, ...fault })),
  )
}

type Found = Omit<CallFault, 'mark'>

function faultsOf(account: Account): readonly Found[] {
  const untruths = account.audited.flatMap((event) => truth(event, account))
  return [...presence(account), ...control(account), ...untruths]
}

function presence({ sent, seen, audited }: Account): readonly Found[] {
  if (audited.length > 1) return [{ kind: 'twice', says: `${audited.length} events` }]
  if (audited.length > 0) return []
  if (seen.length > 0) return [{ kind: 'missing', says: 'the product saw it' }]
  if (sent?.answer === undefined || mayBeUnrecorded(sent)) return []
  return [{ kind: 'missing', says: `its caller was answered ${sent.answer.status}` }]
}

// A refusal of somebody unknown is written a second later, and in a flood only counted (ADR 6); one
// that says that nothing can be recorded is true to its word.
function mayBeUnrecorded({ expected, answer }: SentCall): boolean {
  return expected === 'unknown-caller' || answer?.code === AUDIT_UNAVAILABLE
}

function control({ sent, seen }: Account): readonly Found[] {
  if (seen.length > 1) return [{ kind: 'uncontrolled', says: `sent ${seen.length} times` }]
  if (seen.length === 0) return []
  if (sent?.answer?.code !== undefined) {
    return [{ kind: 'uncontrolled', says: `sent, and its caller was told ${sent.answer.code}` }]
  }
  const isRefused = sent !== undefined && sent.expected !== 'served'
  return isRefused ? [{ kind: 'uncontrolled', says: `sent, and should be ${sent.expected}` }] : []
}

function truth(event: AuditedCall, { sent, seen }: Account): readonly Found[] {
  if (sent === undefined) return [{ kind: 'untrue', says: 'nobody made this call' }]
  const untrue = (says: string): readonly Found[] => [{ kind: 'untrue', says }]
  const { decision, outcome, status } = event
  const { answer } = sent
  if ((decision === 'allow') !== (sent.expected === 'served')) {
    return untrue(`${decision}, and should be ${sent.expected}`)
  }
  if (outcome === 'unknown') {
    return isSettled(answer) ? untrue('its outcome was lost long after the answer') : []
  }
  if (answer !== undefined && status !== undefined && answer.status !== status) {
    return untrue(`recorded as ${status}, and its caller was told ${answer.status}`)
  }
  switch (outcome) {
    case 'answered':
      return seen.some((each) => each.status === status)
        ? []
        : untrue(`answered ${String(status)}, which the product did not say`)
    case 'refused':
      return seen.length === 0 ? [] : untrue('refused, and the product saw it')
    case 'failed':
      // Nothing in this test fails; only a call whose caller was told so may be recorded so.
      return answer === undefined ? untrue('failed, and nobody was told') : []
    default:
      return untrue(`ended as ${outcome}, and no caller hangs up`)
  }
}

function isSettled(answer: CallerAnswer | undefined): boolean {
  if (answer === undefined || answer.code === AUDIT_UNAVAILABLE) return false
  return answer.beforeKillMs > OUTCOME_WITHIN_MS
}

function accountsOf(lists: ComparedLists): ReadonlyMap<string, Account> {
  const seen = byMark(lists.seen)
  const audited = byMark(lists.audited)
  const sent = new Map(lists.sent.map((call) => [call.mark, call]))
  const marks = new Set([...sent.keys(), ...seen.keys(), ...audited.keys()])
  return new Map(
    [...marks].map((mark) => [
      mark,
      { sent: sent.get(mark), seen: seen.get(mark) ?? [], audited: audited.get(mark) ?? [] },
    ]),
  )
}

function byMark<T extends { readonly mark: string }>(list: readonly T[]): ReadonlyMap<string, T[]> {
  const lists = new Map<string, T[]>()
  for (const each of list) {
    const those = lists.get(each.mark)
    if (those === undefined) lists.set(each.mark, [each])
    else those.push(each)
  }
  return lists
}
