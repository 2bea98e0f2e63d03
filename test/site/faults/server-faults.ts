import type { Reply } from '../http/reply.ts'

/** Where a planned fault applies; without a path it applies to every request of the server. */
interface FaultScope {
  readonly path?: RegExp
  readonly method?: string
}

export interface PlannedFault {
  readonly kind: 'answer' | 'reset' | 'hang'
  readonly scope: FaultScope
  readonly answer?: Reply
  left: number
}

/** Switches of one server. Nothing is wrong until a test says so. */
export interface ServerFaults {
  /** Wait before every answer. */
  latencyMs: number
  /** Shifts what the server believes the time to be. */
  clockOffsetSeconds: number
  readonly planned: readonly PlannedFault[]
  /** The next `count` requests (in scope) get this answer; `Infinity` for all until reset. */
  answerNext(count: number, answer: Reply, scope?: FaultScope): void
  /** The next `count` requests see their connection destroyed. */
  resetNext(count: number, scope?: FaultScope): void
  /** The next `count` requests never get an answer. */
  hangNext(count: number, scope?: FaultScope): void
  reset(): void
}

/** Switches, all off. */
export function createServerFaults(): ServerFaults {
  const planned: PlannedFault[] = []
  return {
    latencyMs: 0,
    clockOffsetSeconds: 0,
    planned,
    answerNext: (left, answer, scope = {}) =>
      void planned.push({ kind: 'answer', answer, left, scope }),
    resetNext: (left, scope = {}) => void planned.push({ kind: 'reset', left, scope }),
    hangNext: (left, scope = {}) => void planned.push({ kind: 'hang', left, scope }),
    reset() {
      this.latencyMs = 0
      this.clockOffsetSeconds = 0
      planned.length = 0
    },
  }
}
