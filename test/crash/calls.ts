/** The same call as each of the three who know of it tells it; the mark is in its path, and in no other's. */

/** What the rules of the crash test make of a call. */
export type Expected = 'served' | 'denied' | 'unknown-caller'

/** As its caller saw it. */
export interface SentCall {
  readonly mark: string
  readonly expected: Expected
  /** Absent when the connection broke before the whole answer was there. */
  readonly answer?: CallerAnswer
}

export interface CallerAnswer {
  readonly status: number
  /** Of a refusal of Gatehouse. */
  readonly code?: string | undefined
  /** How long before the process was killed; infinite where it went on. */
  readonly beforeKillMs: number
}

/** As the product's own log has it; a product that saw it twice has it twice. */
export interface SeenCall {
  readonly mark: string
  /** Absent where the connection broke before it had answered. */
  readonly status?: number | undefined
}

/** As Gatehouse's audit log has it. */
export interface AuditedCall {
  readonly mark: string
  readonly decision: string
  readonly outcome: string
  /** That the caller got; absent while nobody knows how the call ended. */
  readonly status?: number | undefined
}

const MARKED_PATH = /\/(?:marked|denied)\/(crash[\w-]+)$/

/** The mark in a path; undefined for requests that are none of the crash test's calls. */
export function markOf(path: string): string | undefined {
  return MARKED_PATH.exec(path)?.[1]
}
