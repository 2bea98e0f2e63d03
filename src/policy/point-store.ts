import type { Awaitable } from '../lib/awaitable.ts'

/** A window and how much fits into it. */
export interface Window {
  readonly points: number
  readonly seconds: number
}

/** What came of taking points; the window as it is afterwards. */
export interface Taken {
  /** False: nothing was taken. */
  readonly fits: boolean
  readonly remaining: number
  /** Until the window ends and another can begin. */
  readonly endsInMs: number
}

/** Where points are counted: in this process, at once, or in one place for several. */
export interface PointStore {
  /**
   * Takes points of the window that runs for this key, or begins one. Never more than fit in, however
   * many ask at once.
   * @param key begins with the tenant
   * @throws whatever keeps it from counting: the caller then decides what becomes of the call
   */
  take(key: string, points: number, window: Window): Awaitable<Taken>
  /** What `take` would come to now; takes nothing and begins no window. */
  look(key: string, points: number, window: Window): Awaitable<Taken>
  /** Puts points back that were taken for a call which was not made. */
  giveBack(key: string, points: number, window: Window): Awaitable<void>
}
