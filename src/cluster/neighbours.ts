import type { PointStore } from '../policy/point-store.ts'
import type { Change } from './change.ts'

/** The processes that serve one database beside each other, as one of them sees the others. */
export interface Neighbours {
  /** Place among them, from 1 on; whoever replaces a process has its place. */
  readonly slot: number
  /** Whether work that is done once for all of them is done here. */
  readonly leads: boolean
  /** Counted in one place for all of them. */
  readonly points: SharedPoints
  /**
   * Resolves when no other process holds anything any more of what was changed. One that does not say so
   * within five seconds is ended for it.
   * @throws when nobody can say so; what this process holds is dropped all the same
   */
  tell(change: Change): Promise<void>
  /** Names what drops what was changed. Called once, before `join`; what it throws ends the process. */
  onTold(drop: (change: Change) => Promise<void>): void
  /** Takes part from now on, and drops what may have changed before. To be awaited before anything is served. */
  join(): Promise<void>
}

/** Two counts whose keys must not meet. */
export interface SharedPoints {
  readonly limits: PointStore
  readonly guard: PointStore
}
