import type { Change } from './change.ts'
import type { SharedPoints } from './neighbours.ts'

/**
 * One step of counting: which count, what, key, points, and the window's points and seconds. A list
 * rather than an object, since there is one for each limit of each call.
 */
export type PointStep = readonly [
  of: keyof SharedPoints,
  what: 'take' | 'look' | 'giveBack',
  key: string,
  points: number,
  windowPoints: number,
  windowSeconds: number,
]

/** What came of a step: whether it fits, what remains, when the window ends; or else in a word. */
export type Counted =
  readonly [fits: boolean, remaining: number, endsInMs: number] | 'given-back' | 'failed'

/** What a worker says to the primary. */
export type FromWorker =
  | { readonly kind: 'hello' }
  | { readonly kind: 'join' }
  | { readonly kind: 'count'; readonly id: number; readonly steps: readonly PointStep[] }
  | { readonly kind: 'changed'; readonly id: number; readonly changes: readonly Change[] }
  | { readonly kind: 'dropped'; readonly id: number }

/** What the primary says to a worker. */
export type FromPrimary =
  | { readonly kind: 'place'; readonly slot: number }
  | { readonly kind: 'joined' }
  | { readonly kind: 'counted'; readonly id: number; readonly counted: readonly Counted[] }
  | { readonly kind: 'drop'; readonly id: number; readonly changes: readonly Change[] }
  | { readonly kind: 'told'; readonly id: number }

/** One end of the line between a worker and the primary. */
export interface Line<In, Out> {
  /** @param failed called when the other end cannot get it any more */
  send(message: Out, failed?: (cause: Error) => void): void
  onMessage(listen: (message: In) => void): void
}
