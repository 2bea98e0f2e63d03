import type { CallEvent } from '../../src/audit/audit-event.ts'

/** One way of recording events. */
export interface Engine {
  readonly name: string
  /** What it promises once a commit has resolved, and what else it does. */
  readonly promise: string
  /** @param folder of its own, empty */
  open(folder: string): Promise<OpenEngine>
}

export interface OpenEngine {
  /** Resolves when the events are recorded as the engine promises. */
  commit(events: readonly CallEvent[]): Promise<void>
  close(): Promise<void>
}
